using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>The connections of the role that owns the tables, opened on first use, whether the store is started or not.</summary>
internal sealed class MaintenanceConnections(PostgresConnections connections, IOptions<PostgresStoreOptions> options) : IDisposable
{
    private readonly Lock _lock = new();
    private PostgresPool? _pool;
    private bool _isDisposed;

    /// <summary>For statements that take moments.</summary>
    public PostgresClient Brief => Client(StatementLimit.OfCommands(options.Value));

    /// <summary>For statements that read or write whole tables.</summary>
    public PostgresClient Patient => Client(StatementLimit.OfMigrations(options.Value));

    /// <summary>Idle connections close now, those in use when their call ends. A later use opens new ones.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _pool?.Dispose();
            _pool = null;
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

    private PostgresClient Client(StatementLimit limit)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                throw new UnavailableException("The host's services are disposed of, and the connections of the PostgreSQL store with them. Start the host again.");
            }

            return connections.Client(_pool ??= connections.Open(PostgresRole.Maintenance), limit);
        }
    }
}
