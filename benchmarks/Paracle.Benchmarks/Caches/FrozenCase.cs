using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Benchmarks.Caches.Peers;
using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Caches;

/// <summary>Reads of cold keys while Redis does not answer: its process is stopped, several times.</summary>
internal sealed class FrozenCase(BenchmarkSession session, string redis, int redisProcess)
{
    private static readonly HybridCacheEntryOptions NoMemory = new() { Flags = HybridCacheEntryFlags.DisableLocalCache };

    public async Task MeasureAsync()
    {
        await using var host = CacheSetups.Ours(redis, "frozen:");
        var cache = host.GetRequiredService<HybridCache>();
        var (well, first, open, recovery) = (new Latencies(), new Latencies(), new Latencies(), new Latencies());
        var freezes = session.IsQuick ? 3 : 15;
        await RecoverAsync(cache);
        for (var freeze = 0; freeze < freezes; freeze++)
        {
            await ReadAsync(cache, "well", 200, TimeSpan.FromMilliseconds(1), well);
            await SignalAsync("STOP");
            try
            {
                await ReadAsync(cache, "first", 100, TimeSpan.FromMilliseconds(2), first);
                await Task.Delay(TimeSpan.FromSeconds(1), session.TimeProvider);
                await ReadAsync(cache, "open", 500, TimeSpan.Zero, open);
            }
            finally
            {
                await SignalAsync("CONT");
            }

            var thawed = session.TimeProvider.GetTimestamp();
            await RecoverAsync(cache);
            recovery.Record(session.TimeProvider.GetElapsedTime(thawed));
        }

        var table = new MarkdownTable("Redis", "times", "p50 ms", "p99 ms", "longest ms");
        Add("well: cold reads, factory of no time", well);
        Add("stopped a moment ago: the same", first);
        Add("stopped, breaker open: the same", open);
        Add("going on: until it is used again", recovery);
        session.Keep($"Redis frozen, {freezes} times", table);
        session.Judge(Gate.AtMost("cache.frozen.cold.p99.ms", first.Milliseconds(99), 60));
        session.Judge(Gate.AtMost("cache.frozen.open.p50.ms", open.Milliseconds(50), 0.1));
        session.Judge(Gate.AtMost("cache.frozen.recovery.ms", recovery.Milliseconds(100), 5_000));

        void Add(string name, Latencies times) => table.Add(
            name, times.Count.ToString(CultureInfo.InvariantCulture), $"{times.Milliseconds(50):0.000}", $"{times.Milliseconds(99):0.000}", $"{times.Milliseconds(100):0.000}");
    }

    // Redis is used again when it gives back what was written.
    private async Task RecoverAsync(HybridCache cache)
    {
        var probe = Guid.NewGuid().ToString("N");
        while ((await cache.TryGetAsync<string>(probe)).Layer != CacheLayer.Shared)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), session.TimeProvider);
            await cache.SetAsync(probe, "value", NoMemory);
        }
    }

    private async Task ReadAsync(HybridCache cache, string name, int reads, TimeSpan pace, Latencies times)
    {
        for (var i = 0; i < reads; i++)
        {
            var start = session.TimeProvider.GetTimestamp();
            await cache.GetOrCreateAsync($"{name}:{Guid.NewGuid():N}", static _ => ValueTask.FromResult("value"));
            times.Record(session.TimeProvider.GetElapsedTime(start));
            await Task.Delay(pace, session.TimeProvider);
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", redisProcess.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(session.Cancelled);
    }
}
