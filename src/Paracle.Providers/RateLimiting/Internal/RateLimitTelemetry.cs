using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Paracle.Providers.Internal;

namespace Paracle.Providers.RateLimiting.Internal;

internal sealed class RateLimitTelemetry
{
    private readonly ILogger _logger;
    private readonly UpDownCounter<long> _waiting;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _failures;

    public RateLimitTelemetry(IMeterFactory meters, ILogger<RateLimitTelemetry> logger)
    {
        _logger = logger;
        var meter = meters.Create(TelemetryNames.Providers);
        _waiting = meter.CreateUpDownCounter<long>(TelemetryNames.RateLimitWaiting, "{call}", "Calls that wait for their turn.");
        _wait = meter.CreateHistogram(
            TelemetryNames.RateLimitWait, "s", "Time calls waited that had to.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets.Llm });
        _refused = meter.CreateCounter<long>(TelemetryNames.RateLimitRefused, "{call}", "Calls refused because their turn would have come too late, or too many waited.");
        _failures = meter.CreateCounter<long>(TelemetryNames.RateLimitStoreFailures, "{failure}", "Times the shared store did not answer and this host began to count for itself.");
    }

    public void Waiting() => _waiting.Add(1);

    public void Waited(TimeSpan wait)
    {
        _waiting.Add(-1);
        _wait.Record(wait.TotalSeconds);
    }

    public void Refused() => _refused.Add(1);

    public void StoreFailed(Exception exception)
    {
        _failures.Add(1);
        _logger.RateLimitStoreAway(exception.GetType().Name);
    }
}
