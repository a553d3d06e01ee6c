using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Hybrid;
using Paracle.Cache.Tests.Engine;

namespace Paracle.Cache.Tests.Faults;

/// <summary>Callers on every node that read on while Redis fails. They go past memory, so that each of their reads asks Redis if it is up.</summary>
internal sealed class Readers
{
    public static readonly HybridCacheEntryOptions PastMemory = new() { Flags = HybridCacheEntryFlags.DisableLocalCache };

    // Between two rounds, to leave the processor to the servers.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<string, int> _read = new();
    private readonly Task _loops;
    private volatile bool _isStopping;

    /// <param name="nodes">Where to read.</param>
    /// <param name="keys">What to read.</param>
    /// <param name="source">The value in the source: every factory returns it.</param>
    public Readers(Nodes nodes, IReadOnlyList<string> keys, string source) =>
        _loops = Task.WhenAll(Enumerable.Range(0, nodes.Count).Select(node => Task.Run(() => LoopAsync(nodes[node], keys, source))));

    /// <summary>How many reads have ended.</summary>
    public int Count => _read.Values.Sum();

    /// <summary>The longest that a read took.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>Ends the reading. The error of a read that failed is an error here.</summary>
    /// <returns>The values that were read.</returns>
    public async Task<IReadOnlyCollection<string>> StopAsync()
    {
        _isStopping = true;
        await _loops;
        return [.. _read.Keys];
    }

    private async Task LoopAsync(HybridCache cache, IReadOnlyList<string> keys, string source)
    {
        while (!_isStopping)
        {
            foreach (var key in keys)
            {
                var begun = TimeProvider.System.GetTimestamp();
                var value = await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(source), PastMemory);
                var took = TimeProvider.System.GetElapsedTime(begun);
                _read.AddOrUpdate(value, 1, (_, reads) => reads + 1);
                Slowest = took > Slowest ? took : Slowest;
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
