using System.Diagnostics.Metrics;

namespace Paracle.Store;

/// <summary>The instruments of lost hosts. What a scrape reads is what the last sweep found.</summary>
internal sealed class OrphanTelemetry
{
    private readonly TimeProvider _timeProvider;
    private readonly Counter<long> _closed;
    private volatile Finding? _oldest;

    public OrphanTelemetry(StoreTelemetry telemetry, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _closed = telemetry.Meter.CreateCounter<long>(TelemetryNames.StoreOrphansClosed, "{execution}", "Executions of lost hosts closed as Failed.");
        telemetry.Meter.CreateObservableGauge(
            TelemetryNames.StoreOldestOrphan, () => _oldest?.Age(_timeProvider).TotalSeconds ?? 0, "s", "For how long the lease of the host is over that was lost first and is not swept.");
    }

    public void Closed(int count) => _closed.Add(count);

    /// <summary>Takes note of how long the lease of the host is over that was lost first.</summary>
    public void Found(TimeSpan? since) => _oldest = since is { } age ? new Finding(age, _timeProvider.GetTimestamp()) : null;

    private sealed record Finding(TimeSpan Since, long FoundAt)
    {
        public TimeSpan Age(TimeProvider timeProvider) => Since + timeProvider.GetElapsedTime(FoundAt);
    }
}
