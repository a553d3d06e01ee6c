using BenchmarkDotNet.Attributes;
using Paracle.Benchmarks.Caches.Memory.Peers;

namespace Paracle.Benchmarks.Caches.Memory;

/// <summary>Time and bytes of a hit, on one thread and on two, and of an insertion into a full cache. Public because BenchmarkDotNet derives from it.</summary>
public class MemoryCosts
{
    public const int Entries = 10_000;
    public const int Held = 1_000;
    public const string Hit = "hit";
    public const string HitOnTwo = "hit on two threads";
    public const string Insert = "insert";
    private const int Operations = 1 << 18;

    // other instances than those that were set: a caller makes its key anew, and it must be compared
    private readonly string[] _keys = [.. Enumerable.Range(0, Held).Select(i => KeyTrace.Name("again", i))];
    private readonly string[] _fresh = [.. Enumerable.Range(0, Operations).Select(i => KeyTrace.Name("once", i))];

    private readonly BareDictionary _bareDictionary = Fill<BareDictionary>();
    private readonly OurLayer _ourLayer = Fill<OurLayer>();
    private readonly Sieve _sieve = Fill<Sieve>();
    private readonly LruCache _lruCache = Fill<LruCache>();
    private readonly LfuCache _lfuCache = Fill<LfuCache>();
    private readonly StockCache _stockCache = Fill<StockCache>();

    /// <summary>Methods and what their peers are called.</summary>
    internal static (string Method, string Name)[] Peers =>
    [
        (nameof(BareDictionary), Memory.Peers.BareDictionary.Name), (nameof(OurLayer), Memory.Peers.OurLayer.Name),
        (nameof(Sieve), Memory.Peers.Sieve.Name), (nameof(LruCache), Memory.Peers.LruCache.Name),
        (nameof(LfuCache), Memory.Peers.LfuCache.Name), (nameof(StockCache), Memory.Peers.StockCache.Name),
    ];

    [Params(Hit, HitOnTwo, Insert)]
    public string Work { get; set; } = "";

    [Benchmark(OperationsPerInvoke = Operations)]
    public Task BareDictionary() => RunAsync(_bareDictionary);

    [Benchmark(OperationsPerInvoke = Operations)]
    public Task OurLayer() => RunAsync(_ourLayer);

    [Benchmark(OperationsPerInvoke = Operations)]
    public Task Sieve() => RunAsync(_sieve);

    [Benchmark(OperationsPerInvoke = Operations)]
    public Task LruCache() => RunAsync(_lruCache);

    [Benchmark(OperationsPerInvoke = Operations)]
    public Task LfuCache() => RunAsync(_lfuCache);

    [Benchmark(OperationsPerInvoke = Operations)]
    public Task StockCache() => RunAsync(_stockCache);

    private static TPeer Fill<TPeer>()
        where TPeer : struct, IMemoryPeer<TPeer>
    {
        var peer = TPeer.Create(Entries);
        for (var i = 0; i < Held; i++)
        {
            peer.Set(KeyTrace.Name("again", i));
        }

        return peer;
    }

    private Task RunAsync<TPeer>(TPeer peer)
        where TPeer : struct, IMemoryPeer<TPeer>
    {
        switch (Work)
        {
            case Insert:
                SetAll(TPeer.Create(Entries));
                return Task.CompletedTask;
            case Hit:
                GetAll(peer);
                return Task.CompletedTask;
            default:
                return Task.WhenAll(Task.Run(() => GetAll(peer)), Task.Run(() => GetAll(peer)));
        }
    }

    private void GetAll<TPeer>(TPeer peer)
        where TPeer : struct, IMemoryPeer<TPeer>
    {
        for (var i = 0; i < Operations; i++)
        {
            if (!peer.TryGet(_keys[i % Held]))
            {
                throw new InvalidOperationException($"{TPeer.Name} has lost {_keys[i % Held]}.");
            }
        }
    }

    private void SetAll<TPeer>(TPeer peer)
        where TPeer : struct, IMemoryPeer<TPeer>
    {
        foreach (var key in _fresh)
        {
            peer.Set(key);
        }
    }
}
