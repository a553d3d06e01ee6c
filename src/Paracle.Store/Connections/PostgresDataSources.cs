using Npgsql;

namespace Paracle.Store;

/// <summary>Makes the data sources: one for the service, one for maintenance.</summary>
internal static class PostgresDataSources
{
    // One session migrates or maintains, for as long as that takes; one makes a month that a write waits for; one renews the lease of the first.
    private const int MaintenancePoolSize = 3;

    public static NpgsqlDataSource OfService(PostgresStoreOptions options) =>
        Build(options, options.ConnectionString, options.MaxPoolSize, isPooled: options.Pooling == PostgresPooling.PgBouncerTransaction);

    // Maintenance uses nothing that a pooler forbids, and a second string may lead through one: it is always made safe for that.
    public static NpgsqlDataSource OfMaintenance(PostgresStoreOptions options) =>
        Build(options, options.MaintenanceConnectionString ?? options.ConnectionString, MaintenancePoolSize, isPooled: true);

    private static NpgsqlDataSource Build(PostgresStoreOptions options, string connectionString, int poolSize, bool isPooled)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = poolSize,
            Timeout = Seconds(options.ConnectTimeout),
            CommandTimeout = Seconds(options.CommandTimeout),
            Enlist = false, // our transactions are our own; an ambient one would be a second, distributed one
            IncludeErrorDetail = false, // details quote rows
            LogParameters = false,
            PersistSecurityInfo = false,

            // Our locks and settings are a transaction's and end with it. DISCARD ALL before each use took 15 % of a run's time in PostgreSQL.
            NoResetOnClose = true,
        };
        text.MinPoolSize = Math.Min(text.MinPoolSize, poolSize);
        text.ApplicationName ??= "paracle";
        if (isPooled)
        {
            text.MaxAutoPrepare = 0;
        }

        return new NpgsqlSlimDataSourceBuilder(text.ConnectionString)
            .EnableTransportSecurity()
            .EnableArrays()
            .ConfigureTypeLoading(static types => types.EnableTypeLoading(false))
            .Build();
    }

    private static int Seconds(TimeSpan duration) => (int)Math.Ceiling(duration.TotalSeconds);
}
