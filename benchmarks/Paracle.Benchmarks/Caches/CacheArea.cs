using Paracle.Benchmarks.Micro;
using Paracle.Benchmarks.Results;
using Paracle.Benchmarks.Servers;

namespace Paracle.Benchmarks.Caches;

internal sealed class CacheArea : IBenchmarkArea
{
    public string Name => "cache";

    public string Question => "What do hits, misses and coherence cost beside HybridCache, FusionCache, MemoryCache and a bare Redis?";

    public async Task RunAsync(BenchmarkSession session)
    {
        MeasureMemory(session);
        await using var services = await Services.StartAsync(session.Cancelled);
        await new SharedHits(session, services.Redis).MeasureAsync();
        await new ColdKeys(session, services.Redis).MeasureAsync();
        await new ManyKeys(session, services.Redis).MeasureAsync();
        await new Invalidations(session, services.Redis).MeasureAsync();
        await new FrozenCase(session, services.Redis, services.ProcessOf("redis")).MeasureAsync();
        session.Remark("the journal's side of write-behind is in the area `write-behind`; a write that races a fill is judged by the torture area `cache`, not here");
        session.Save();
    }

    private static void MeasureMemory(BenchmarkSession session)
    {
        BenchmarkSession.Say("A hit in memory (BenchmarkDotNet) ...");
        var figures = MicroBenchmark.Run<MemoryHits>(session.IsQuick);
        var table = new MarkdownTable("tags", "peer", "ns a hit", "B a hit");
        foreach (var isTagged in (bool[])[false, true])
        {
            var of = figures.Where(figure => isTagged.Equals(figure.Parameters[nameof(MemoryHits.IsTagged)])).ToDictionary(figure => figure.Method, StringComparer.Ordinal);
            foreach (var figure in of.Values)
            {
                table.Add(isTagged ? "2" : "none", figure.Method, $"{figure.Nanoseconds:0.0}", $"{figure.Bytes}");
            }

            var (ours, tags) = (of[nameof(MemoryHits.Paracle)], isTagged ? "tagged" : "plain");
            session.Judge(Gate.AtMost($"cache.hit.memory.{tags}.hybridcache", ours.Nanoseconds / of[nameof(MemoryHits.HybridCache)].Nanoseconds, 0.7));
            session.Judge(Gate.AtMost($"cache.hit.memory.{tags}.fusioncache", ours.Nanoseconds / of[nameof(MemoryHits.FusionCache)].Nanoseconds, 0.2));
            session.Judge(Gate.AtMost($"cache.hit.memory.{tags}.bytes", ours.Bytes, 0));
        }

        session.Keep("Hits in memory (BenchmarkDotNet)", table);
    }
}
