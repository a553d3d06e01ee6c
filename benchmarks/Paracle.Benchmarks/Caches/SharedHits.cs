using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Benchmarks.Caches.Peers;
using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;
using StackExchange.Redis;

namespace Paracle.Benchmarks.Caches;

/// <summary>Reads that memory must not answer: hits in Redis and full misses.</summary>
internal sealed class SharedHits(BenchmarkSession session, string redis)
{
    private const int Keys = 4_096;
    private static readonly HybridCacheEntryOptions NoMemory = new() { Flags = HybridCacheEntryFlags.DisableLocalCache };
    private static readonly HybridCacheEntryOptions ReadAlone = new() { Flags = HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCacheWrite };

    public async Task MeasureAsync()
    {
        var table = new MarkdownTable("what", "callers", "peer", "ops/s", "p50 µs", "p99 µs", "B an op");
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(redis);

        // The others have no budget: with ours, a pause of the machine would turn hits into runs of the factory, and the figures into something else.
        await using var ours = CacheSetups.Ours(redis, "ours:", options => options.CacheTimeBudget = TimeSpan.FromSeconds(5));
        await using var stock = CacheSetups.Stock(redis, "stock:");
        await using var fusion = CacheSetups.Fusion(redis, "fusion:");
        HybridCache[] caches = [.. new[] { ours, stock, fusion }.Select(host => host.GetRequiredService<HybridCache>())];
        foreach (var (name, bytes) in ((string, int)[])[("200 B", 180), ("20 KB", 20_000)])
        {
            var value = new Answer(Text(bytes));
            await FillAsync(caches, multiplexer.GetDatabase(), name, value);
            foreach (var callers in (int[])[1, 64])
            {
                var figures = await new ClosedLoop(callers, TimeSpan.FromMilliseconds(session.IsQuick ? 400 : 1_500), session.TimeProvider).CompareAsync(
                    session.IsQuick ? 3 : 7,
                    [.. caches.Select((cache, index) => Hit(Names[index], cache, name)), Raw(multiplexer.GetDatabase(), name)]);
                for (var i = 0; i < figures.Length; i++)
                {
                    table.Add($"hit, {name}", $"{callers}", Names[i], $"{figures[i].PerSecond:N0}", $"{figures[i].P50:N0}", $"{figures[i].P99:N0}", $"{figures[i].BytesPerOperation:N0}");
                }

                if (callers == 64)
                {
                    Judge(name, figures);
                }
            }
        }

        await MissAsync(caches, table);
        session.Keep("Redis behind (peers in turns, medians over rounds)", table);
    }

    private static string[] Names { get; } = ["Paracle", "HybridCache", "FusionCache", "raw GET + JSON"];

    private void Judge(string name, LoadFigures[] figures)
    {
        if (name == "200 B")
        {
            session.Judge(Gate.AtLeast("cache.hit.shared.200.hybridcache", figures[0].PerSecond / figures[1].PerSecond, 1.4));
            session.Judge(Gate.AtLeast("cache.hit.shared.200.raw", figures[0].PerSecond / figures[3].PerSecond, 0.7));
        }
        else
        {
            session.Judge(Gate.AtLeast("cache.hit.shared.20k.fusioncache", figures[0].PerSecond / figures[2].PerSecond, 1.7));
        }
    }

    // A key of its own for each call, so that every peer finds nothing, makes the value and stores it.
    private async Task MissAsync(HybridCache[] caches, MarkdownTable table)
    {
        var value = new Answer(Text(180));
        foreach (var callers in (int[])[1, 64])
        {
            var figures = await new ClosedLoop(callers, TimeSpan.FromMilliseconds(session.IsQuick ? 400 : 1_500), session.TimeProvider).CompareAsync(
                session.IsQuick ? 3 : 7,
                [
                    .. caches.Select((cache, index) => Miss(Names[index], cache, value, new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(1) })),
                    Miss("Paracle, no write", caches[0], value, new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(1), Flags = HybridCacheEntryFlags.DisableDistributedCacheWrite }),
                    Miss("HybridCache, no write", caches[1], value, new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(1), Flags = HybridCacheEntryFlags.DisableDistributedCacheWrite }),
                ]);
            string[] names = [.. Names.Take(3), "Paracle, no write (no lease)", "HybridCache, no write"];
            for (var i = 0; i < figures.Length; i++)
            {
                table.Add("full miss, 200 B", $"{callers}", names[i], $"{figures[i].PerSecond:N0}", $"{figures[i].P50:N0}", $"{figures[i].P99:N0}", $"{figures[i].BytesPerOperation:N0}");
            }

            session.Judge(Gate.AtMost($"cache.miss.fusioncache.callers-{callers}", figures[0].Cost / figures[2].Cost, 1));
            session.Judge(Gate.AtMost($"cache.miss.nolease.hybridcache.callers-{callers}", figures[3].Cost / figures[4].Cost, 1));
        }
    }

    private static Peer Miss(string name, HybridCache cache, Answer value, HybridCacheEntryOptions options) => new(
        name, async () => await cache.GetOrCreateAsync("miss:" + Guid.NewGuid().ToString("N"), value, static (value, _) => ValueTask.FromResult(value), options));

    private static Peer Hit(string name, HybridCache cache, string size)
    {
        string[] keys = [.. Enumerable.Range(0, Keys).Select(i => Key(size, i))];
        var next = 0;
        return new Peer(name, async () => await cache.GetOrCreateAsync<Answer>(
            keys[Interlocked.Increment(ref next) & (Keys - 1)], static _ => throw new InvalidOperationException("The factory ran."), ReadAlone));
    }

    private static Peer Raw(IDatabase database, string size)
    {
        RedisKey[] keys = [.. Enumerable.Range(0, Keys).Select(i => (RedisKey)("raw:" + Key(size, i)))];
        var next = 0;
        return new Peer("raw", async () =>
        {
            using var stored = await database.StringGetLeaseAsync(keys[Interlocked.Increment(ref next) & (Keys - 1)]);
            System.Text.Json.JsonSerializer.Deserialize(stored!.Span, AnswerJson.Default.Answer);
        });
    }

    private static async Task FillAsync(HybridCache[] caches, IDatabase database, string size, Answer value)
    {
        var bytes = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value, AnswerJson.Default.Answer);
        for (var i = 0; i < Keys; i++)
        {
            foreach (var cache in caches)
            {
                await cache.SetAsync(Key(size, i), value, NoMemory);
            }

            await database.StringSetAsync("raw:" + Key(size, i), bytes);
        }
    }

    private static string Key(string size, int number) => $"t7:default|l{size.Length}:{size}|i{number}";

    // Words, not one letter: what a compressor does with it is what it does with text.
    private static string Text(int length)
    {
        var random = new Random(1);
        return string.Create(length, random, static (span, random) =>
        {
            foreach (ref var item in span)
            {
                item = random.Next(6) == 0 ? ' ' : (char)random.Next('a', 'z');
            }
        });
    }
}
