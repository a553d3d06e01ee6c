using System.Diagnostics;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Benchmarks.Caches.Peers;
using Paracle.Benchmarks.Results;
using StackExchange.Redis;

namespace Paracle.Benchmarks.Caches;

/// <summary>What several nodes do together: one load of a cold key, a failing factory, many keys at once, and how soon a change is seen.</summary>
internal sealed class ClusterCases(BenchmarkSession session, string redis)
{
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(20);

    private int Rounds => session.IsQuick ? 15 : 60;

    public async Task MeasureAsync()
    {
        await MeasureColdKeysAsync();
        await MeasureManyAsync();
        await MeasureInvalidationAsync();
    }

    private async Task MeasureColdKeysAsync()
    {
        var table = new MarkdownTable("nodes, 64 callers each", "factory", "most factory runs of a round", "median ms until all have it", "a factory alone, median ms");
        foreach (var count in (int[])[1, 2, 4, 8])
        {
            var hosts = Enumerable.Range(0, count).Select(_ => CacheSetups.Ours(redis, "cold:")).ToList();
            HybridCache[] nodes = [.. hosts.Select(host => host.GetRequiredService<HybridCache>())];
            await Task.WhenAll(nodes.Select(node => node.TryGetAsync<string>("warm").AsTask()));
            foreach (var fails in (bool[])[false, true])
            {
                var (mostRuns, times, alone) = (0, new List<double>(), new List<double>());
                for (var round = 0; round < Rounds; round++)
                {
                    var (runs, time) = await RunColdAsync(nodes, $"{count}:{fails}:{round}:{Guid.NewGuid()}", fails);
                    mostRuns = Math.Max(mostRuns, runs);
                    times.Add(time);
                    var start = Stopwatch.GetTimestamp();
                    await Task.Delay(Work);
                    alone.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }

                table.Add($"{count}", fails ? "fails" : "20 ms", $"{mostRuns}", $"{Median(times):0.0}", $"{Median(alone):0.0}");
                session.Judge(Gate.AtMost($"cache.cold.{(fails ? "failing" : "value")}.nodes-{count}.runs", mostRuns, 1));
                if (!fails)
                {
                    session.Judge(Gate.AtMost($"cache.cold.nodes-{count}.median", Median(times) / Median(alone), 1.15));
                }
            }

            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }
        }

        session.Keep("One cold key", table);
    }

    private static async Task<(int Runs, double Milliseconds)> RunColdAsync(HybridCache[] nodes, string key, bool fails)
    {
        var runs = 0;
        var start = Stopwatch.GetTimestamp();
        var calls = Enumerable.Range(0, nodes.Length * 64).Select(i => nodes[i % nodes.Length].GetOrCreateAsync(key, async token =>
        {
            Interlocked.Increment(ref runs);
            await Task.Delay(Work, token);
            return fails ? throw new InvalidDataException() : "value";
        }).AsTask()).ToList();
        try
        {
            await Task.WhenAll(calls);
        }
        catch (Exception) when (fails)
        {
            // All of them fail.
        }

        return (runs, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private async Task MeasureManyAsync()
    {
        await using var host = CacheSetups.Ours(redis, "many:");
        var cache = host.GetRequiredService<HybridCache>();
        var noMemory = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCache };
        string[] keys = [.. Enumerable.Range(0, 100).Select(i => $"many:{i}")];
        var (together, oneByOne) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            // Removed from memory alone: another host's write of the same values does that.
            await using var other = CacheSetups.Ours(redis, "many:");
            var writer = other.GetRequiredService<HybridCache>();
            foreach (var key in keys)
            {
                await writer.SetAsync(key, new Answer(key), noMemory);
            }

            await Task.Delay(5);
            var start = Stopwatch.GetTimestamp();
            await cache.GetOrCreateManyAsync<Answer>(keys, static (_, _) => throw new InvalidOperationException("The factory ran."));
            together.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            start = Stopwatch.GetTimestamp();
            foreach (var key in keys)
            {
                await cache.GetOrCreateAsync<Answer>(key, static _ => throw new InvalidOperationException("The factory ran."), noMemory);
            }

            oneByOne.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var table = new MarkdownTable("100 keys in Redis", "median ms");
        table.Add("GetOrCreateManyAsync", $"{Median(together):0.00}");
        table.Add("100 reads, one after the other", $"{Median(oneByOne):0.00}");
        session.Keep("Many keys", table);
        session.Judge(Gate.AtLeast("cache.many", Median(oneByOne) / Median(together), 10));
    }

    private async Task MeasureInvalidationAsync()
    {
        var samples = session.IsQuick ? 300 : 2_000;
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(redis);
        var subscriber = multiplexer.GetSubscriber();
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await subscriber.SubscribeAsync(RedisChannel.Literal("raw"), (_, _) => heard.TrySetResult());
        await using var first = CacheSetups.Ours(redis, "seen:");
        await using var second = CacheSetups.Ours(redis, "seen:");
        var (writer, reader) = (first.GetRequiredService<HybridCache>(), second.GetRequiredService<HybridCache>());
        await reader.TryGetAsync<string>("warm");
        var (raw, ours) = (new List<double>(), new List<double>());
        for (var i = 0; i < samples; i++)
        {
            heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var start = Stopwatch.GetTimestamp();
            _ = subscriber.PublishAsync(RedisChannel.Literal("raw"), "message", CommandFlags.FireAndForget);
            await heard.Task;
            raw.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);

            await reader.SetAsync("key", $"{i}");
            var options = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableDistributedCache | HybridCacheEntryFlags.DisableUnderlyingData };
            start = Stopwatch.GetTimestamp();
            var removal = writer.RemoveAsync("key");
            while (await reader.GetOrCreateAsync<string>("key", static _ => default, options) is not null)
            {
                await Task.Yield();
            }

            ours.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            await removal;
        }

        var table = new MarkdownTable("from one node to another", "p50 µs", "p99 µs");
        table.Add("raw publish", $"{Percentile(raw, 50):N0}", $"{Percentile(raw, 99):N0}");
        table.Add("RemoveAsync until the other's memory has it not", $"{Percentile(ours, 50):N0}", $"{Percentile(ours, 99):N0}");
        session.Keep("How soon a removal is seen", table);
        session.Judge(Gate.AtMost("cache.invalidation.p50", Percentile(ours, 50) / Percentile(raw, 50), 3));
        session.Judge(Gate.AtMost("cache.invalidation.p99", Percentile(ours, 99) / Percentile(raw, 99), 3));
    }

    private static double Median(List<double> values) => Percentile(values, 50);

    private static double Percentile(List<double> values, int percentile) => values.Order().ElementAt(Math.Min(values.Count - 1, values.Count * percentile / 100));
}
