using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Benchmarks.Caches.Peers;
using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;
using StackExchange.Redis;

namespace Paracle.Benchmarks.Caches;

/// <summary>How soon a removal on one node is seen in another node's memory, beside a bare message from one client to another.</summary>
internal sealed class Invalidations(BenchmarkSession session, string redis)
{
    private static readonly HybridCacheEntryOptions MemoryAlone = new() { Flags = HybridCacheEntryFlags.DisableDistributedCache | HybridCacheEntryFlags.DisableUnderlyingData };

    public async Task MeasureAsync()
    {
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(redis);
        var subscriber = multiplexer.GetSubscriber();
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await subscriber.SubscribeAsync(RedisChannel.Literal("raw"), (_, _) => Volatile.Read(ref heard).TrySetResult());
        await using var first = CacheSetups.Ours(redis, "seen:");
        await using var second = CacheSetups.Ours(redis, "seen:");
        var (writer, reader) = (first.GetRequiredService<HybridCache>(), second.GetRequiredService<HybridCache>());
        var (raw, ours) = (new Latencies(), new Latencies());
        for (var i = -50; i < (session.IsQuick ? 300 : 2_000); i++)
        {
            Volatile.Write(ref heard, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            var start = session.TimeProvider.GetTimestamp();
            var published = subscriber.PublishAsync(RedisChannel.Literal("raw"), "message");
            await heard.Task;
            var rawTime = session.TimeProvider.GetElapsedTime(start);
            await published;

            await reader.SetAsync("key", $"{i}");
            start = session.TimeProvider.GetTimestamp();
            var removal = writer.RemoveAsync("key");
            while (await reader.GetOrCreateAsync<string?>("key", static _ => default, MemoryAlone) is not null)
            {
                await Task.Yield();
            }

            var time = session.TimeProvider.GetElapsedTime(start);
            await removal;
            if (i >= 0)
            {
                raw.Record(rawTime);
                ours.Record(time);
            }
        }

        var table = new MarkdownTable("from one node to another", "p50 µs", "p99 µs");
        table.Add("raw publish", $"{raw.Microseconds(50):N0}", $"{raw.Microseconds(99):N0}");
        table.Add("RemoveAsync until the other's memory has it not", $"{ours.Microseconds(50):N0}", $"{ours.Microseconds(99):N0}");
        session.Keep("How soon a removal is seen", table);
        session.Judge(Gate.AtMost("cache.invalidation.p50", ours.Microseconds(50) / raw.Microseconds(50), 3));
        session.Judge(Gate.AtMost("cache.invalidation.p99", ours.Microseconds(99) / raw.Microseconds(99), 3));
    }
}
