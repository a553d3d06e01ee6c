using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Paracle.Cache.Internal;
using StackExchange.Redis;

namespace Paracle.Cache.Redis.Internal;

/// <summary>
/// Reads values from Redis. A read that finds Redis all but idle goes by itself; those that come while others are under way go together, in one command, which costs the client
/// and Redis a fraction of a command each. Large values always go by themselves: their bytes are the cost, and they are read into pooled memory. So does every read
/// of a cluster, where keys that go together would wait for the slowest of its servers.
/// </summary>
internal sealed class SharedReads : IAsyncDisposable
{
    /// <summary>Bytes of a value, on average of the last few, up to which reads go together.</summary>
    private const int LargestTogether = 4_096;

    /// <summary>Reads under way up to which each goes by itself: below, waiting for company costs more than it saves.</summary>
    private const int MostAlone = 4;

    private const int MaximumTogether = 256;

    private readonly RedisRequests _requests;
    private readonly RedisLink _link;
    private readonly SharedDeadline _deadline;
    private readonly TimeProvider _timeProvider;
    private readonly Batcher<RedisKey, SharedRead> _pipeline;
    private int _underWay;

    public SharedReads(RedisRequests requests, RedisLink link, IOptions<RedisOptions> options, CacheTelemetry telemetry, TimeProvider timeProvider)
    {
        (_requests, _link, _timeProvider) = (requests, link, timeProvider);
        _deadline = new SharedDeadline(options.Value.CacheTimeBudget, timeProvider);
        var bounds = new BatcherOptions<RedisKey>
        {
            MaxBatchSize = MaximumTogether,
            MaxConcurrentFlushes = 2,
            DrainTimeout = options.Value.CommandTimeout,
        };
        _pipeline = new Batcher<RedisKey, SharedRead>(TelemetryNames.CacheReadPipeline, FlushAsync, bounds, timeProvider, telemetry.ReadPipeline);
    }

    /// <summary>Reads what is stored under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="lengths">How long the values of its kind are.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SharedRead> ReadAsync(RedisKey key, MeanLength lengths)
    {
        try
        {
            var read = Interlocked.Increment(ref _underWay) <= MostAlone || lengths.Bytes > LargestTogether || _link.IsCluster
                ? await ReadAloneAsync(key).ConfigureAwait(false)
                : await ReadTogetherAsync(key).ConfigureAwait(false);
            if (read.Stored is { } stored)
            {
                lengths.Add(stored.Length);
            }

            return read;
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SharedRead> ReadAloneAsync(RedisKey key)
    {
        var answer = await _requests.AskAsync("get", key, static (database, key) => database.StringGetLeaseAsync(key, RedisLayer.PrimaryOnly)).ConfigureAwait(false);
        return answer.IsAnswered ? SharedRead.Of(answer.Value) : default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SharedRead> ReadTogetherAsync(RedisKey key)
    {
        try
        {
            return await _pipeline.EnqueueAsync(key, _deadline.At(_timeProvider.GetTimestamp())).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Whether Redis answers is seen where commands are sent: here a read may have waited for others.
            await SharedDeadline.LeaveTimerAsync();
            return default;
        }
        catch (UnavailableException)
        {
            return default; // the host stops
        }
    }

    private async Task FlushAsync(Batch<RedisKey, SharedRead> batch, CancellationToken cancellationToken)
    {
        var keys = new RedisKey[batch.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = batch[i];
        }

        var values = _link.IsUp ? await _requests.ReadManyAsync(keys).ConfigureAwait(false) : null;
        for (var i = 0; i < keys.Length; i++)
        {
            batch.SetResult(i, values is null ? default : SharedRead.Of(values[i]));
        }
    }
}
