using System.Globalization;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Benchmarks.Caches.Peers;
using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Caches;

/// <summary>One cold key that every caller of every node wants at once, from a factory that takes its time and from one that fails.</summary>
internal sealed class ColdKeys(BenchmarkSession session, string redis)
{
    private const int Callers = 64;
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(20);

    public async Task MeasureAsync()
    {
        var table = new MarkdownTable("nodes", "factory", "peer", "most runs in a round", "p50 ms until all have it", "factory alone, p50 ms");
        foreach (var count in (int[])[1, 2, 4, 8])
        {
            var peers = new (string Name, List<ServiceProvider> Hosts)[]
            {
                ("Paracle", Hosts(count, () => CacheSetups.Ours(redis, "cold:"))),
                ("HybridCache", Hosts(count, () => CacheSetups.Stock(redis, "cold-stock:"))),
                ("FusionCache", Hosts(count, () => CacheSetups.Fusion(redis, "cold-fusion:"))),
            };
            foreach (var fails in (bool[])[false, true])
            {
                await CompareAsync(peers, fails, table);
            }

            foreach (var host in peers.SelectMany(peer => peer.Hosts))
            {
                await host.DisposeAsync();
            }
        }

        session.Keep($"One cold key, {Callers} callers on each node (peers in turns)", table);
    }

    private static List<ServiceProvider> Hosts(int count, Func<ServiceProvider> make) => [.. Enumerable.Range(0, count).Select(_ => make())];

    private async Task CompareAsync((string Name, List<ServiceProvider> Hosts)[] peers, bool fails, MarkdownTable table)
    {
        var alone = new Latencies();
        var figures = peers.Select(peer => (Nodes: peer.Hosts.Select(host => host.GetRequiredService<HybridCache>()).ToArray(), Times: new Latencies(), Most: new Most())).ToArray();

        // FusionCache lets each of the callers of a failing factory have its own try, one after the other: that takes seconds, so it has fewer rounds.
        var rounds = fails ? 3 : session.IsQuick ? 15 : 60;
        for (var round = -1; round < rounds; round++)
        {
            foreach (var (nodes, times, most) in figures)
            {
                var (runs, time) = await RunAsync(nodes, Guid.NewGuid().ToString("N"), fails);
                if (round >= 0)
                {
                    times.Record(time);
                    most.Note(runs);
                }
            }

            var start = session.TimeProvider.GetTimestamp();
            await Task.Delay(Work, session.TimeProvider);
            alone.Record(session.TimeProvider.GetElapsedTime(start));
        }

        for (var i = 0; i < peers.Length; i++)
        {
            table.Add(
                peers[i].Hosts.Count.ToString(CultureInfo.InvariantCulture),
                fails ? "fails" : "20 ms",
                peers[i].Name,
                $"{figures[i].Most.Value}",
                $"{figures[i].Times.Milliseconds(50):0.0}",
                $"{alone.Milliseconds(50):0.0}");
        }

        var count = peers[0].Hosts.Count;
        session.Judge(Gate.AtMost($"cache.cold.{(fails ? "failing" : "value")}.nodes-{count}.runs", figures[0].Most.Value, 1));
        if (!fails)
        {
            session.Judge(Gate.AtMost($"cache.cold.nodes-{count}.p50", figures[0].Times.Milliseconds(50) / alone.Milliseconds(50), 1.15));
        }
    }

    private async Task<(int Runs, TimeSpan Time)> RunAsync(HybridCache[] nodes, string key, bool fails)
    {
        var runs = 0;
        var start = session.TimeProvider.GetTimestamp();
        var calls = Enumerable.Range(0, nodes.Length * Callers).Select(i => nodes[i % nodes.Length].GetOrCreateAsync(key, async token =>
        {
            Interlocked.Increment(ref runs);
            await Task.Delay(Work, session.TimeProvider, token);
            return fails ? throw new InvalidDataException() : "value";
        }).AsTask()).ToList();
        await ((Task)Task.WhenAll(calls)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (runs, session.TimeProvider.GetElapsedTime(start));
    }

    private sealed class Most
    {
        public int Value { get; private set; }

        public void Note(int value) => Value = Math.Max(Value, value);
    }
}
