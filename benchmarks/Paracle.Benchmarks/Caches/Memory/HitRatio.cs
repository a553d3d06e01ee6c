using Paracle.Benchmarks.Caches.Memory.Peers;

namespace Paracle.Benchmarks.Caches.Memory;

internal static class HitRatio
{
    /// <summary>The part of the requests by the power law that the peer answers, when it is given what it did not have.</summary>
    public static double Of<TPeer>(TracePlan plan, int maximumEntries, int requests)
        where TPeer : struct, IMemoryPeer<TPeer>
    {
        var peer = TPeer.Create(maximumEntries);
        var hits = 0;
        foreach (var key in new KeyTrace(plan).Take(requests))
        {
            if (!peer.TryGet(key))
            {
                peer.Set(key);
            }
            else if (!KeyTrace.IsOfScan(key))
            {
                hits++;
            }
        }

        return (double)hits / requests;
    }
}
