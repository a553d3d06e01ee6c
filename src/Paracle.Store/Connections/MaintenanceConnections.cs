using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Paracle.Store;

/// <summary>The connections of the role that owns the tables, opened on first use, whether the store is started or not.</summary>
internal sealed class MaintenanceConnections(
    IOptions<PostgresStoreOptions> options, TimeProvider timeProvider, StoreTelemetry telemetry, ILogger<MaintenanceConnections> logger) : IDisposable
{
    private readonly Lock _lock = new();
    private NpgsqlDataSource? _dataSource;
    private bool _isDisposed;

    /// <summary>For statements that take moments.</summary>
    public PostgresClient Brief => Client(options.Value.CommandTimeout);

    /// <summary>For statements that read or write whole tables.</summary>
    public PostgresClient Patient => Client(options.Value.MigrationTimeout);

    /// <summary>Idle connections close now, those in use when their call ends. A later use opens new ones.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _dataSource?.Dispose();
            _dataSource = null;
        }
    }

    /// <summary>Closes them for good.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            Close();
        }
    }

    private PostgresClient Client(TimeSpan commandTimeout)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                throw new UnavailableException("The host's services are disposed of, and the connections of the PostgreSQL store with them. Start the host again.");
            }

            _dataSource ??= PostgresDataSources.OfMaintenance(options.Value);
            return new PostgresClient(_dataSource, options.Value, commandTimeout, timeProvider, telemetry, logger);
        }
    }
}
