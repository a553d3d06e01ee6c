using System.Diagnostics.Metrics;

namespace Paracle.Store;

/// <summary>What is counted of the months.</summary>
internal sealed class PartitionTelemetry
{
    private const int MaxAhead = 120; // as many as options allow

    private readonly TimeProvider _timeProvider;
    private readonly Counter<long> _made;
    private readonly Counter<long> _detached;
    private readonly Counter<long> _failures;
    private volatile PartitionState? _seen;

    public PartitionTelemetry(StoreTelemetry store, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _made = store.Meter.CreateCounter<long>(TelemetryNames.StorePartitionsMade, "{partition}", "Months of executions made.");
        _detached = store.Meter.CreateCounter<long>(TelemetryNames.StorePartitionsDetached, "{partition}", "Months of executions detached.");
        _failures = store.Meter.CreateCounter<long>(TelemetryNames.StoreMaintenanceFailures, "{run}", "Runs of maintenance that failed and are tried again.");
        store.Meter.CreateObservableGauge(TelemetryNames.StorePartitionsAhead, Ahead, "{partition}", "Months without a gap after the present one, as last seen by this host.");
    }

    public void Made() => _made.Add(1);

    public void Detached() => _detached.Add(1);

    public void Failed() => _failures.Add(1);

    public void Saw(PartitionState state) => _seen = state;

    // The clock moves on between two looks, and a gauge that stood still would hide a maintainer that does.
    private IEnumerable<Measurement<int>> Ahead()
    {
        if (_seen is not { } state)
        {
            yield break;
        }

        var present = ExecutionMonth.Of(_timeProvider.GetUtcNow());
        yield return new Measurement<int>(present.Next.AndNext(MaxAhead).TakeWhile(state.Covers).Count());
    }
}
