using System.Diagnostics;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Benchmarks.Caches.Peers;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Caches;

/// <summary>Reads of cold keys while Redis does not answer: its process is stopped.</summary>
internal sealed class FrozenCase(BenchmarkSession session, string redis, int redisProcess)
{
    public async Task MeasureAsync()
    {
        var table = new MarkdownTable("Redis", "reads", "p50 ms", "p99 ms", "longest ms");
        await using var host = CacheSetups.Ours(redis, "frozen:");
        var cache = host.GetRequiredService<HybridCache>();
        await cache.TryGetAsync<string>("warm");
        var well = await ReadAsync(cache, "well", 500, TimeSpan.FromMilliseconds(1));
        List<double> first;
        List<double> open;
        await SignalAsync("STOP");
        try
        {
            first = await ReadAsync(cache, "first", 100, TimeSpan.FromMilliseconds(2));
            await Task.Delay(TimeSpan.FromSeconds(1));
            open = await ReadAsync(cache, "open", 500, TimeSpan.Zero);
        }
        finally
        {
            await SignalAsync("CONT");
        }

        var thawed = Stopwatch.GetTimestamp();
        while (true)
        {
            await Task.Delay(10);
            await cache.SetAsync("probe", "value", new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCache });
            if ((await cache.TryGetAsync<string>("probe")).Layer == CacheLayer.Shared)
            {
                break;
            }
        }

        var recovery = Stopwatch.GetElapsedTime(thawed);
        Add("well", well);
        Add("stopped a moment ago: cold reads, factory of no time", first);
        Add("stopped, breaker open: cold reads", open);
        session.Keep($"Redis frozen (recovered {recovery.TotalSeconds:0.0} s after it went on)", table);
        session.Judge(Gate.AtMost("cache.frozen.cold.p99.ms", P(first, 99), 60));
        session.Judge(Gate.AtMost("cache.frozen.open.p50.ms", P(open, 50), 0.1));
        session.Judge(Gate.AtMost("cache.frozen.recovery.s", recovery.TotalSeconds, 5));

        void Add(string name, List<double> times) => table.Add(name, $"{times.Count}", $"{P(times, 50):0.000}", $"{P(times, 99):0.000}", $"{times.Max():0.000}");
    }

    private static double P(List<double> values, int percentile) => values.Order().ElementAt(Math.Min(values.Count - 1, values.Count * percentile / 100));

    private static async Task<List<double>> ReadAsync(HybridCache cache, string name, int reads, TimeSpan pace)
    {
        var times = new List<double>();
        for (var i = 0; i < reads; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await cache.GetOrCreateAsync($"{name}:{Guid.NewGuid():N}", static _ => ValueTask.FromResult("value"));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(pace);
        }

        return times;
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{redisProcess}"]);
        await kill.WaitForExitAsync();
    }
}
