using Paracle.Benchmarks.Caches.Memory.Peers;

namespace Paracle.Benchmarks.Caches.Memory;

internal static class EntryOverhead
{
    /// <summary>Bytes on the heap for each entry of a full layer, less the characters of its key.</summary>
    public static double Measure(int entries)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var layer = OurLayer.Create(entries);
        for (var i = 0; i < entries * 2; i++)
        {
            layer.Set(KeyTrace.Name("again", i));
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(layer);
        return ((double)bytes / entries) - (sizeof(char) * KeyTrace.Name("again", 0).Length);
    }
}
