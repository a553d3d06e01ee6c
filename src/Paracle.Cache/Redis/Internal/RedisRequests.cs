using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Paracle.Cache.Internal;
using StackExchange.Redis;

namespace Paracle.Cache.Redis.Internal;

/// <summary>Sends the cache's commands within the time budget, times them, and tells the link how Redis does. Nothing here throws because of Redis.</summary>
internal sealed class RedisRequests(
    RedisLink link, RedisConnection connection, IOptions<RedisOptions> options, CacheTelemetry telemetry, TimeProvider timeProvider)
{
    private readonly SharedDeadline _deadline = new(options.Value.CacheTimeBudget, timeProvider);

    /// <summary>Sends a command over the connection for all, which is there once the link has been up.</summary>
    public ValueTask<Answer<T>> AskAsync<TState, T>(string operation, TState state, Func<IDatabase, TState, Task<T>> command) =>
        connection.Current is { } multiplexer ? SendAsync(operation, multiplexer.GetDatabase(), state, command) : default;

    /// <summary>Sends a command over the connection for large values.</summary>
    public async ValueTask<Answer<T>> AskBulkAsync<TState, T>(string operation, TState state, Func<IDatabase, TState, Task<T>> command)
    {
        try
        {
            var multiplexer = await connection.GetBulkAsync().WaitAsync(options.Value.ConnectTimeout, timeProvider).ConfigureAwait(false);
            return await SendAsync(operation, multiplexer.GetDatabase(), state, command).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisFailures.IsRedis(exception))
        {
            link.Failed(exception);
            return default;
        }
    }

    /// <summary>Reads many keys: one command for each slot of a cluster, one in all elsewhere. Null when Redis did not answer.</summary>
    public async ValueTask<byte[]?[]?> ReadManyAsync(RedisKey[] keys) =>
        (await AskAsync("mget", (keys, link.IsCluster), static (database, of) => ReadManyAsync(database, of.keys, of.IsCluster)).ConfigureAwait(false)).Value;

    private static async Task<byte[]?[]?> ReadManyAsync(IDatabase database, RedisKey[] keys, bool isCluster)
    {
        if (!isCluster)
        {
            return Array.ConvertAll(await database.StringGetAsync(keys, RedisLayer.PrimaryOnly).ConfigureAwait(false), static value => (byte[]?)value);
        }

        var values = new byte[]?[keys.Length];
        var slots = Enumerable.Range(0, keys.Length).GroupBy(index => database.Multiplexer.GetHashSlot(keys[index]));
        await Task.WhenAll(slots.Select(async slot =>
        {
            int[] indexes = [.. slot];
            var found = await database.StringGetAsync([.. indexes.Select(index => keys[index])], RedisLayer.PrimaryOnly).ConfigureAwait(false);
            for (var i = 0; i < indexes.Length; i++)
            {
                values[indexes[i]] = found[i];
            }
        })).ConfigureAwait(false);
        return values;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Answer<T>> SendAsync<TState, T>(string operation, IDatabase database, TState state, Func<IDatabase, TState, Task<T>> command)
    {
        var begun = telemetry.Begin();
        Task<T>? reply = null;
        try
        {
            reply = command(database, state);
            var value = await reply.WaitAsync(_deadline.At(begun)).ConfigureAwait(false);
            link.Answered();
            telemetry.End(begun, operation, operation is not "get" ? "ok" : value is null ? "miss" : "hit");
            return new Answer<T>(true, value);
        }
        catch (OperationCanceledException)
        {
            // What comes after the budget is nobody's any more, and must not surface as unobserved.
            reply?.ObserveError();
            await SharedDeadline.LeaveTimerAsync();
            return Failed(new TimeoutException());
        }
        catch (Exception exception) when (RedisFailures.IsRedis(exception))
        {
            return Failed(exception);
        }

        Answer<T> Failed(Exception exception)
        {
            link.Failed(exception);
            telemetry.End(begun, operation, "error");
            return default;
        }
    }
}
