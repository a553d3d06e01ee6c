using Npgsql;

namespace Paracle.Store;

/// <summary>Makes the data source of a role.</summary>
internal static class PostgresDataSources
{
    // One session migrates or maintains, for as long as that takes; one makes a month that a write waits for; one renews the lease of the first.
    private const int MaintenancePoolSize = 3;

    // Enough for every statement of the store; a session keeps the plans of those it has used twice.
    private const int PreparedWhenDirect = 100;

    // Npgsql remembers for so long that a host is a standby: a promotion must show sooner than its default of 10 s.
    private const int HostRecheckSeconds = 1;

    // A host that does not even refuse is waited for again and again while it is away, before the next one is tried.
    private const int HostTimeoutSeconds = 2;

    public static NpgsqlDataSource Of(PostgresRole role, PostgresStoreOptions options)
    {
        var text = new NpgsqlConnectionStringBuilder(StringOf(role, options));
        var prepared = options.PreparedStatements ?? (options.Pooling == PostgresPooling.Direct ? PreparedWhenDirect : 0);
        Secure(text);
        Bound(text, SizeOf(role, options), options);

        // Our locks and settings are a transaction's and end with it. DISCARD ALL before each use took 15 % of a run's time in PostgreSQL.
        text.NoResetOnClose = true;
        text.Enlist = false; // our transactions are our own; an ambient one would be a second, distributed one
        text.ApplicationName ??= "paracle";

        // Maintenance runs each of its statements once, and its string may lead through a pooler: it is always made safe for that.
        text.MaxAutoPrepare = role == PostgresRole.Maintenance ? 0 : prepared;
        text.AutoPrepareMinUsages = 2;

        var isSeveral = text.Host!.Contains(',', StringComparison.Ordinal);
        if (isSeveral)
        {
            text.HostRecheckSeconds = HostRecheckSeconds;
            text.Timeout = Math.Min(text.Timeout, HostTimeoutSeconds);
            text.LoadBalanceHosts = role == PostgresRole.Replica;
        }

        var builder = new NpgsqlSlimDataSourceBuilder(text.ConnectionString) { Name = NameOf(role) };
        builder.EnableTransportSecurity().EnableArrays().ConfigureTypeLoading(static types => types.EnableTypeLoading(false));
        if (options.Pooling == PostgresPooling.Direct && role != PostgresRole.Maintenance)
        {
            // A statement and no startup parameter, which a pooler in session mode would refuse.
            builder.UsePhysicalConnectionInitializer(
                static _ => throw new NotSupportedException("The store opens its connections asynchronously."),
                connection => new PostgresSession(connection, options.ConnectTimeout).IsThereAsync(RouteSql.KeepPlans(connection.ProcessID), CancellationToken.None));
        }

        return isSeveral ? builder.BuildMultiHost() : builder.Build();
    }

    /// <summary>What the pool is called in metrics, Npgsql's and ours.</summary>
    public static string NameOf(PostgresRole role) => role switch
    {
        PostgresRole.Maintenance => "paracle.maintenance",
        PostgresRole.Replica => "paracle.replica",
        PostgresRole.Listener => "paracle.listener",
        _ => "paracle.service",
    };

    /// <summary>How many connections the role may have.</summary>
    public static int SizeOf(PostgresRole role, PostgresStoreOptions options) => role switch
    {
        PostgresRole.Maintenance => MaintenancePoolSize,
        PostgresRole.Listener => options.Pooling == PostgresPooling.Direct ? 1 : 0,
        _ => options.MaxPoolSize,
    };

    /// <summary>How many connections to the primary all roles together may have.</summary>
    public static int CountToPrimary(PostgresStoreOptions options) =>
        SizeOf(PostgresRole.Service, options) + SizeOf(PostgresRole.Maintenance, options) + SizeOf(PostgresRole.Listener, options);

    private static string StringOf(PostgresRole role, PostgresStoreOptions options) => role switch
    {
        PostgresRole.Maintenance => options.MaintenanceConnectionString ?? options.ConnectionString,
        PostgresRole.Replica => options.ReplicaConnectionString!,
        _ => options.ConnectionString,
    };

    private static void Secure(NpgsqlConnectionStringBuilder text)
    {
        text.IncludeErrorDetail = false; // details quote rows
        text.LogParameters = false;
        text.PersistSecurityInfo = false;
    }

    private static void Bound(NpgsqlConnectionStringBuilder text, int poolSize, PostgresStoreOptions options)
    {
        text.MaxPoolSize = poolSize;
        text.MinPoolSize = Math.Min(text.MinPoolSize, poolSize);
        text.Timeout = Seconds(options.ConnectTimeout);
        text.CommandTimeout = Seconds(options.CommandTimeout);
        text.ConnectionLifetime = Seconds(options.ConnectionLifetime);
        text.ConnectionIdleLifetime = Seconds(options.ConnectionIdleLifetime);
        text.ConnectionPruningInterval = Math.Min(text.ConnectionPruningInterval, text.ConnectionIdleLifetime);
        text.TcpKeepAlive = true;
        text.TcpKeepAliveTime = Seconds(options.KeepAlive);
        text.TcpKeepAliveInterval = Seconds(options.KeepAlive);
    }

    private static int Seconds(TimeSpan duration) => (int)Math.Ceiling(duration.TotalSeconds);
}
