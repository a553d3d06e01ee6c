using System.Diagnostics.Metrics;

namespace Paracle.Store;

/// <summary>The package's meter. Labels come from closed sets.</summary>
internal sealed class StoreTelemetry : IDisposable
{
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _lost;
    private readonly Histogram<double> _poolWait;
    private readonly Histogram<double> _poolUse;
    private readonly Counter<long> _poolTimeouts;

    public StoreTelemetry(IMeterFactory? meterFactory = null)
    {
        Meter = meterFactory?.Create(TelemetryNames.Store) ?? new Meter(TelemetryNames.Store);
        var durations = new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets.Database };
        _duration = Meter.CreateHistogram(
            TelemetryNames.StoreOperationDuration, "s", "How long store operations take, retries included.", tags: null, durations);
        _retries = Meter.CreateCounter<long>(TelemetryNames.StoreRetries, "{retry}", "Store operations tried again after a transient error.");
        _lost = Meter.CreateCounter<long>(TelemetryNames.StoreWritesLost, "{write}", "Writes of executions that were acknowledged in memory and could not be stored.");
        _poolWait = Meter.CreateHistogram(TelemetryNames.PoolWaitTime, "s", "How long calls wait for an open connection.", tags: null, durations);
        _poolUse = Meter.CreateHistogram(TelemetryNames.PoolUseTime, "s", "How long calls keep a connection.", tags: null, durations);
        _poolTimeouts = Meter.CreateCounter<long>(TelemetryNames.PoolTimeouts, "{timeout}", "Calls that found no connection free within the wait limit.");
        Reads = new BatcherInstruments(Meter, TelemetryNames.StoreReadPipeline);
        Writes = new BatcherInstruments(Meter, TelemetryNames.StoreWritePipeline);
        Appends = new BatcherInstruments(Meter, TelemetryNames.StoreAppendPipeline);
    }

    /// <summary>Those of the pipelines that look up executions, agents and grants.</summary>
    public BatcherInstruments Reads { get; }

    /// <summary>Those of the pipelines that write executions.</summary>
    public BatcherInstruments Writes { get; }

    /// <summary>For the instruments of a feature.</summary>
    public Meter Meter { get; }

    /// <summary>Those of the pipeline that appends to the journal.</summary>
    public BatcherInstruments Appends { get; }

    public void Ended(string operation, TimeSpan duration, string? errorCode)
    {
        var label = new KeyValuePair<string, object?>(TelemetryNames.StoreOperationLabel, operation);
        if (errorCode is null)
        {
            _duration.Record(duration.TotalSeconds, label);
        }
        else
        {
            _duration.Record(duration.TotalSeconds, label, new KeyValuePair<string, object?>("error.type", errorCode));
        }
    }

    public void Retried(string operation) => _retries.Add(1, new KeyValuePair<string, object?>(TelemetryNames.StoreOperationLabel, operation));

    public void PoolWaited(string pool, TimeSpan wait) => _poolWait.Record(wait.TotalSeconds, PoolLabel(pool));

    public void PoolUsed(string pool, TimeSpan use) => _poolUse.Record(use.TotalSeconds, PoolLabel(pool));

    public void PoolTimedOut(string pool) => _poolTimeouts.Add(1, PoolLabel(pool));

    public void WriteLost() => _lost.Add(1);

    public void Dispose() => Meter.Dispose();

    private static KeyValuePair<string, object?> PoolLabel(string pool) => new(TelemetryNames.PoolNameLabel, pool);
}
