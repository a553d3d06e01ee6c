using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Testing;

namespace Paracle.Torture.Caches;

/// <summary>One host with a cache of its own memory and its own line to Redis.</summary>
internal sealed class CacheNode : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, CacheSight> _seen = new(StringComparer.Ordinal);
    private readonly ServiceProvider _provider;
    private readonly MeterListener _listener = new();
    private long _troubles;

    public CacheNode(string name, int redis, TimeSpan budget)
    {
        Name = name;
        Line = new TcpRelay(redis);
        _provider = new ServiceCollection()
            .AddLogging()
            .AddParacle(paracle => paracle.UseRedis(options =>
            {
                options.ConnectionString = $"127.0.0.1:{Line.Port}";
                options.CacheTimeBudget = budget;
                options.CommandTimeout = budget > options.CommandTimeout ? budget : options.CommandTimeout;
            }))
            .BuildServiceProvider();
        Cache = _provider.GetRequiredService<HybridCache>();
        var meters = _provider.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name is "paracle.cache.breaker.open" or "paracle.cache.removals.pending")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => _troubles += value);
        _listener.Start();
    }

    public string Name { get; }

    public HybridCache Cache { get; }

    /// <summary>Its line to Redis.</summary>
    public TcpRelay Line { get; }

    /// <summary>Whether its link to Redis is up, and nothing waits to be told: as its metrics say.</summary>
    public bool IsWell()
    {
        _troubles = 0;
        _listener.RecordObservableInstruments();
        return _troubles == 0;
    }

    /// <summary>What this node has shown of a key.</summary>
    public CacheSight Sight(string key) => _seen.GetOrAdd(key, static _ => new CacheSight());

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _provider.DisposeAsync();
        await Line.DisposeAsync();
    }
}
