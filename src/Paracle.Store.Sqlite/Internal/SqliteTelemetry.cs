using System.Diagnostics.Metrics;

namespace Paracle.Store.Sqlite;

/// <summary>The package's meter.</summary>
internal sealed class SqliteTelemetry : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _removed;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _orphans;

    public SqliteTelemetry(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(TelemetryNames.Sqlite) ?? new Meter(TelemetryNames.Sqlite);
        Writes = new BatcherInstruments(_meter, TelemetryNames.SqliteWritePipeline);
        _removed = _meter.CreateCounter<long>(TelemetryNames.StoreExecutionsRemoved, "{execution}", "Executions that retention removed.");
        _failures = _meter.CreateCounter<long>(TelemetryNames.StoreMaintenanceFailures, "{run}", "Runs of maintenance that failed and are tried again.");
        _orphans = _meter.CreateCounter<long>(TelemetryNames.StoreOrphansClosed, "{execution}", "Executions of lost hosts closed as Failed.");
    }

    /// <summary>Those of the pipeline that writes.</summary>
    public BatcherInstruments Writes { get; }

    public void Removed(long count) => _removed.Add(count);

    public void MaintenanceFailed() => _failures.Add(1);

    public void OrphansClosed(int count) => _orphans.Add(count);

    public void Dispose() => _meter.Dispose();
}
