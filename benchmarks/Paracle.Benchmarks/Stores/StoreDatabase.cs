using Npgsql;
using Paracle.Benchmarks.Servers;
using Paracle.Benchmarks.Stores.Peers;

namespace Paracle.Benchmarks.Stores;

/// <summary>A fresh PostgreSQL with its PgBouncer, and in one schema the table of executions that everybody who is compared reads and writes.</summary>
internal sealed class StoreDatabase : IAsyncDisposable
{
    public const string Schema = "store";

    /// <summary>The most connections of a peer: beyond, two cores get slower and not faster.</summary>
    public const int PeerConnections = 64;

    private readonly Services _services;
    private readonly NpgsqlDataSource _dataSource;

    private StoreDatabase(Services services)
    {
        _services = services;
        _dataSource = NpgsqlDataSource.Create(services.Postgres);
        PgBench = new PgBench(services);
    }

    public PgBench PgBench { get; }

    /// <summary>A folder that PostgreSQL may write to.</summary>
    public string Folder => _services.Folder;

    /// <summary>The processor time that PostgreSQL has taken so far, what it does in the background included.</summary>
    public TimeSpan ServerTime() => ProcFile.TreeTime(_services.ProcessOf("postgres"));

    public static async Task<StoreDatabase> StartAsync(CancellationToken cancellationToken) => new(await Services.StartAsync(cancellationToken));

    /// <summary>The store with its default settings.</summary>
    public Task<OpenStore> OpenStoreAsync(Route route, string schema, CancellationToken cancellationToken) =>
        OpenStore.StartAsync(paracle => Choose(paracle, route, schema), cancellationToken);

    /// <summary>Runs a store's maintenance once, as a program beside it may.</summary>
    public async Task MaintainAsync(string schema, Action<PostgresPartitionOptions> configure, CancellationToken cancellationToken)
    {
        await using var store = OpenStore.Create(paracle => Choose(paracle, Route.Direct, schema).UsePostgres(postgres => configure(postgres.Partitions)));
        _ = await store.Maintenance.RunAsync(cancellationToken) ?? throw new InvalidOperationException("The store's own maintenance is at it.");
    }

    /// <summary>Connections as one sets them up who knows Npgsql: statements prepare themselves where no pooler stands between, and no session is reset.</summary>
    public NpgsqlDataSource OpenPeers(Route route) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(StringTo(route))
    {
        MaxPoolSize = PeerConnections,
        MaxAutoPrepare = route == Route.Direct ? 20 : 0,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = true,
        Timeout = 60,
    });

    /// <summary>Runs a statement as an administrator does, without a limit of time.</summary>
    public async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken) => await _dataSource.OpenConnectionAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _dataSource.DisposeAsync();
        await _services.DisposeAsync();
    }

    private IParacleBuilder Choose(IParacleBuilder paracle, Route route, string schema) => paracle.UsePostgres(postgres =>
    {
        postgres.ConnectionString = StringTo(route);
        postgres.MaintenanceConnectionString = _services.Postgres;
        postgres.Pooling = route == Route.Direct ? PostgresPooling.Direct : PostgresPooling.PgBouncerTransaction;
        postgres.Schema = schema;
    });

    private string StringTo(Route route) => route == Route.Direct ? _services.Postgres : _services.PgBouncer;
}
