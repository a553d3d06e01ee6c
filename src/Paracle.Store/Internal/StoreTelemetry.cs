using System.Diagnostics.Metrics;

namespace Paracle.Store;

/// <summary>The package's meter. Labels come from closed sets.</summary>
internal sealed class StoreTelemetry : IDisposable
{
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _lost;

    public StoreTelemetry(IMeterFactory? meterFactory = null)
    {
        Meter = meterFactory?.Create(TelemetryNames.Store) ?? new Meter(TelemetryNames.Store);
        _duration = Meter.CreateHistogram(
            TelemetryNames.StoreOperationDuration, "s", "How long store operations take, retries included.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets.Database });
        _retries = Meter.CreateCounter<long>(TelemetryNames.StoreRetries, "{retry}", "Store operations tried again after a transient error.");
        _lost = Meter.CreateCounter<long>(TelemetryNames.StoreWritesLost, "{write}", "Writes of executions that were acknowledged in memory and could not be stored.");
        Writes = new BatcherInstruments(Meter, TelemetryNames.StoreWritePipeline);
    }

    /// <summary>Those of the pipeline that writes executions.</summary>
    public BatcherInstruments Writes { get; }

    /// <summary>For the instruments of a feature.</summary>
    public Meter Meter { get; }

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

    public void WriteLost() => _lost.Add(1);

    public void Dispose() => Meter.Dispose();
}
