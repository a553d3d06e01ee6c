using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Paracle.Cache.Internal;

/// <summary>What the caches of a host tell about themselves. Hits in memory are counted by <see cref="HitCounter"/> and only read here.</summary>
internal sealed class CacheTelemetry
{
    private readonly TimeProvider _timeProvider;
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _factory;
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _misses;
    private readonly Counter<long> _joined;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _discarded;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _received;
    private readonly Counter<long> _waited;
    private readonly Counter<long> _bytes;
    private readonly List<Observed> _observed = []; // guarded by itself

    public CacheTelemetry(IMeterFactory meters, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _meter = meters.Create(TelemetryNames.Cache);
        _duration = _meter.CreateHistogram(TelemetryNames.CacheOperationDuration, "s", "Time an operation of the cache's second layer takes.", advice: Buckets(DurationBuckets.Database));
        _factory = _meter.CreateHistogram(TelemetryNames.CacheFactoryDuration, "s", "Time a factory takes to make a value.", advice: Buckets(DurationBuckets.Request));
        _lag = _meter.CreateHistogram(TelemetryNames.CacheInvalidationLag, "s", "Time a removal takes from one node to another, by Redis's clock.", advice: Buckets(DurationBuckets.Database));
        _hits = _meter.CreateCounter<long>(TelemetryNames.CacheSharedHits, "{hit}", "Reads answered by the shared layer.");
        _misses = _meter.CreateCounter<long>(TelemetryNames.CacheMisses, "{miss}", "Reads that no layer answered.");
        _joined = _meter.CreateCounter<long>(TelemetryNames.CacheFlightsJoined, "{call}", "Calls that waited for a load another call had begun.");
        _stale = _meter.CreateCounter<long>(TelemetryNames.CacheStaleServed, "{value}", "Values served after their life because their factory failed.");
        _refused = _meter.CreateCounter<long>(TelemetryNames.CacheFillsRefused, "{fill}", "Fills not stored because something was written meanwhile.");
        _discarded = _meter.CreateCounter<long>(TelemetryNames.CacheDiscarded, "{value}", "Values in the shared layer that could not be read, and were removed.");
        _sent = _meter.CreateCounter<long>(TelemetryNames.CacheInvalidationsSent, "{invalidation}", "Changes told to the other nodes.");
        _received = _meter.CreateCounter<long>(TelemetryNames.CacheInvalidationsReceived, "{invalidation}", "Changes heard from other nodes.");
        _waited = _meter.CreateCounter<long>(TelemetryNames.CacheLeaseWaits, "{wait}", "Waits for a fill that another node was making.");
        _bytes = _meter.CreateCounter<long>(TelemetryNames.CacheSharedBytes, "By", "Bytes read from and written to the shared layer.");
        ReadPipeline = new BatcherInstruments(_meter, TelemetryNames.CacheReadPipeline);
        _meter.CreateObservableCounter(TelemetryNames.CacheMemoryHits, () => Measure(static of => of.Hits.Total), "{hit}", "Reads answered by memory.");
        _meter.CreateObservableCounter(TelemetryNames.CacheEvictions, () => Measure(static of => of.First.Evictions), "{entry}", "Entries that left memory for want of room.");
        _meter.CreateObservableGauge(TelemetryNames.CacheMemoryEntries, () => Measure(static of => of.First.Count), "{entry}", "Entries in memory.");
        _meter.CreateObservableGauge(TelemetryNames.CacheMemoryBytes, () => Measure(static of => of.First.Bytes), "By", "Bytes that the entries in memory take, as far as known.");
        _meter.CreateObservableGauge(TelemetryNames.CacheFlights, () => Measure(static of => of.First.Flights.Count), "{flight}", "Loads under way.");
        _meter.CreateObservableGauge(TelemetryNames.CacheBreakerOpen, () => Measure(static of => of.Link is { } link ? (link().IsUp ? 0 : 1) : null), "1", "1 while the cache goes on without Redis.");
        _meter.CreateObservableGauge(TelemetryNames.CachePendingRemovals, () => Measure(static of => of.Link is { } link ? link().Pending : null), "{removal}", "Removals that Redis has not seen yet.");
    }

    /// <summary>The metrics of the pipeline that reads values together.</summary>
    public BatcherInstruments ReadPipeline { get; }

    public long Begin() => _timeProvider.GetTimestamp();

    public void End(long begun, string operation, string outcome)
    {
        if (_duration.Enabled)
        {
            _duration.Record(
                _timeProvider.GetElapsedTime(begun).TotalSeconds,
                new TagList { { TelemetryNames.CacheOperationLabel, operation }, { TelemetryNames.CacheOutcomeLabel, outcome } });
        }
    }

    public void FactoryEnded(string cache, long begun, string outcome) =>
        _factory.Record(_timeProvider.GetElapsedTime(begun).TotalSeconds, Name(cache), new KeyValuePair<string, object?>(TelemetryNames.CacheOutcomeLabel, outcome));

    public void FoundShared(string cache) => _hits.Add(1, Name(cache));

    public void Missed(string cache) => _misses.Add(1, Name(cache));

    public void Joined(string cache) => _joined.Add(1, Name(cache));

    public void StaleServed(string cache) => _stale.Add(1, Name(cache));

    public void FillRefused(string cache) => _refused.Add(1, Name(cache));

    public void Discarded(string cache) => _discarded.Add(1, Name(cache));

    public void WaitedForNode(string cache) => _waited.Add(1, Name(cache));

    public void Read(string cache, long bytes) => _bytes.Add(bytes, Name(cache), new KeyValuePair<string, object?>(TelemetryNames.CacheDirectionLabel, "read"));

    public void Wrote(string cache, long bytes) => _bytes.Add(bytes, Name(cache), new KeyValuePair<string, object?>(TelemetryNames.CacheDirectionLabel, "write"));

    public void InvalidationSent(string cache, string kind) =>
        _sent.Add(1, Name(cache), new KeyValuePair<string, object?>(TelemetryNames.CacheInvalidationLabel, kind));

    public void InvalidationReceived(string cache, string kind, TimeSpan lag)
    {
        var label = new KeyValuePair<string, object?>(TelemetryNames.CacheInvalidationLabel, kind);
        _received.Add(1, Name(cache), label);
        _lag.Record(lag.TotalSeconds, Name(cache), label);
    }

    /// <summary>Takes a cache among those that are looked at when the meters are read.</summary>
    public void Observe(string cache, FirstLayer first, HitCounter hits, Func<(bool IsUp, int Pending)>? link)
    {
        lock (_observed)
        {
            _observed.Add(new Observed(cache, first, hits, link));
        }
    }

    private static InstrumentAdvice<double> Buckets(IReadOnlyList<double> buckets) => new() { HistogramBucketBoundaries = buckets };

    private static KeyValuePair<string, object?> Name(string cache) => new(TelemetryNames.CacheNameLabel, cache);

    private List<Measurement<long>> Measure(Func<Observed, long?> read)
    {
        lock (_observed)
        {
            return [.. from of in _observed let value = read(of) where value is not null select new Measurement<long>(value.Value, Name(of.Cache))];
        }
    }

    private sealed record Observed(string Cache, FirstLayer First, HitCounter Hits, Func<(bool IsUp, int Pending)>? Link);
}
