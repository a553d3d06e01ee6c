using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Paracle.Cache.Internal;

/// <summary>What the second layer tells about itself.</summary>
internal sealed class CacheTelemetry(IMeterFactory meters, TimeProvider timeProvider)
{
    private readonly Histogram<double> _duration = meters.Create(TelemetryNames.Cache).CreateHistogram(
        TelemetryNames.CacheOperationDuration,
        "s",
        "Time an operation of the cache's second layer takes.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets.Database });

    public long Begin() => timeProvider.GetTimestamp();

    public void End(long begun, string operation, string outcome) => _duration.Record(
        timeProvider.GetElapsedTime(begun).TotalSeconds,
        new TagList { { TelemetryNames.CacheOperationLabel, operation }, { TelemetryNames.CacheOutcomeLabel, outcome } });
}
