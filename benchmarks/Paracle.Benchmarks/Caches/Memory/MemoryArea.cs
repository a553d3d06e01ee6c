using Paracle.Benchmarks.Caches.Memory.Peers;
using Paracle.Benchmarks.Micro;
using Paracle.Benchmarks.Results;
using Paracle.Cache.Internal;

namespace Paracle.Benchmarks.Caches.Memory;

internal sealed class MemoryArea : IBenchmarkArea
{
    private const int Entries = 10_000;

    private static readonly TracePlan[] Plans =
    [
        new("steady", 100_000, 1.0),
        new("scans", 100_000, 1.0, ScanEvery: 50_000, ScanLength: 20_000),
        new("many-scans", 100_000, 1.0, ScanEvery: 10_000, ScanLength: 20_000),
        new("moving", 100_000, 1.0, MoveEvery: 100_000),
        new("flat", 100_000, 0.8),
        new("flat-scans", 100_000, 0.8, ScanEvery: 50_000, ScanLength: 20_000),
        new("nearly-fits", 12_000, 0.6, ScanEvery: 50_000, ScanLength: 20_000),
    ];

    public string Name => "memory";

    public string Question => "What do a hit and an insertion cost in the cache's first layer beside its peers, how many requests does it answer, and what does an entry take?";

    public Task RunAsync(BenchmarkSession session)
    {
        session.Remark("Keys of 30 characters, of which the caller has another instance than the cache. The peers are bounded by count only; ConcurrentDictionary is not bounded at all: it is the floor of a hit.");
        MeasureCosts(session);
        MeasureRatios(session);
        MeasureOverhead(session);
        session.Save();
        return Task.CompletedTask;
    }

    private static void MeasureCosts(BenchmarkSession session)
    {
        BenchmarkSession.Say("Time and bytes of an operation (BenchmarkDotNet) ...");
        var figures = MicroBenchmark.Run<MemoryCosts>(session.IsQuick);
        MicroFigures Of(string peer, string work) => figures.Single(figure =>
            string.Equals(figure.Method, peer, StringComparison.Ordinal) && work.Equals(figure.Parameters[nameof(MemoryCosts.Work)]));
        var table = new MarkdownTable("peer", "hit, ns", "hit on 2 threads, ns on each", "hit, B", "insert, ns", "insert, B");
        foreach (var (method, name) in MemoryCosts.Peers)
        {
            var (one, two, insert) = (Of(method, MemoryCosts.Hit), Of(method, MemoryCosts.HitOnTwo), Of(method, MemoryCosts.Insert));
            table.Add(name, $"{one.Nanoseconds:N1}", $"{two.Nanoseconds:N1}", $"{one.Bytes}", $"{insert.Nanoseconds:N0}", $"{insert.Bytes}");
        }

        session.Keep($"Hits on {MemoryCosts.Held:N0} keys, and insertions into {MemoryCosts.Entries:N0} entries that are full (BenchmarkDotNet, one peer after the other)", table);
        var ours = Of(nameof(MemoryCosts.OurLayer), MemoryCosts.Hit);
        session.Judge(Gate.AtMost("memory.hit.ns", ours.Nanoseconds, 20));
        session.Judge(Gate.AtMost("memory.hit.dictionary", ours.Nanoseconds / Of(nameof(MemoryCosts.BareDictionary), MemoryCosts.Hit).Nanoseconds, 1.25));
        session.Judge(Gate.AtMost("memory.hit.bytes", ours.Bytes, 0));
    }

    private static void MeasureRatios(BenchmarkSession session)
    {
        BenchmarkSession.Say("Hit ratios ...");
        var requests = session.IsQuick ? 500_000 : 2_000_000;
        var table = new MarkdownTable("requests", OurLayer.Name, Sieve.Name, LruCache.Name, LfuCache.Name, StockCache.Name);
        foreach (var plan in Plans)
        {
            var (ours, lru) = (HitRatio.Of<OurLayer>(plan, Entries, requests), HitRatio.Of<LruCache>(plan, Entries, requests));
            var (sieve, lfu, stock) = (HitRatio.Of<Sieve>(plan, Entries, requests), HitRatio.Of<LfuCache>(plan, Entries, requests), HitRatio.Of<StockCache>(plan, Entries, requests));
            table.Add(plan.ToString(), $"{ours:P1}", $"{sieve:P1}", $"{lru:P1}", $"{lfu:P1}", $"{stock:P1}");
            session.Judge(Gate.AtLeast($"memory.ratio.{plan.Name}", ours / lru, 1));
        }

        session.Keep($"Requests answered by {Entries:N0} entries (those of the scans are not counted)", table);
    }

    private static void MeasureOverhead(BenchmarkSession session)
    {
        var table = new MarkdownTable("entries", "B an entry besides its key's characters", "B the layer counts");
        foreach (var entries in new[] { 10_000, 100_000, 400_000 })
        {
            var bytes = EntryOverhead.Measure(entries);
            table.Add($"{entries:N0}", $"{bytes:N0}", $"{MemoryLayer.EntryOverhead}");
            session.Judge(Gate.AtMost($"memory.overhead.entries-{entries}", bytes / MemoryLayer.EntryOverhead, 1.05));
        }

        session.Keep("What an entry takes on the heap: its object, the text of its key, its place in the dictionary and the ghost of another", table);
    }
}
