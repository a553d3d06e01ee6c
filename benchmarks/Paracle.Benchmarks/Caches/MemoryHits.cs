using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Benchmarks.Caches.Peers;

namespace Paracle.Benchmarks.Caches;

/// <summary>A hit in memory, with somebody listening to our metrics.</summary>
public class MemoryHits
{
    private const string Key = "t7:default|l6:agent:|s9:assistant";
    private static readonly string[] TwoTags = ["agents", "tenant:default"];

    private static readonly Func<int, CancellationToken, ValueTask<string>> Missing = static (_, _) => throw new InvalidOperationException("The factory ran.");

    private readonly List<IDisposable> _open = [];
    private Func<string?> _memory = null!;
    private HybridCache _ours = null!;
    private HybridCache _stock = null!;
    private HybridCache _fusion = null!;

    [Params(false, true)]
    public bool IsTagged { get; set; }

    private string[]? Tags => IsTagged ? TwoTags : null;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == TelemetryNames.Cache)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.Start();
        var memory = new MemoryCache(new MemoryCacheOptions());
        _memory = () => memory.Get<string>(Key);
        _open.AddRange([listener, memory]);
        (_ours, _stock, _fusion) = (Open(CacheSetups.Ours(null, "")), Open(CacheSetups.Stock(null, "")), Open(CacheSetups.Fusion(null, "")));
        foreach (var cache in (HybridCache[])[_ours, _stock, _fusion])
        {
            await cache.SetAsync(Key, "value", tags: Tags);
        }

        memory.Set(Key, "value");
    }

    [GlobalCleanup]
    public void CleanUp() => _open.ForEach(one => one.Dispose());

    [Benchmark(Baseline = true)]
    public ValueTask<string> HybridCache() => _stock.GetOrCreateAsync(Key, 0, Missing, tags: Tags);

    [Benchmark]
    public ValueTask<string> Paracle() => _ours.GetOrCreateAsync(Key, 0, Missing, tags: Tags);

    [Benchmark]
    public ValueTask<string> FusionCache() => _fusion.GetOrCreateAsync(Key, 0, Missing, tags: Tags);

    [Benchmark]
    public string? MemoryCache() => _memory();

    private HybridCache Open(ServiceProvider host)
    {
        _open.Add(host);
        return host.GetRequiredService<HybridCache>();
    }
}
