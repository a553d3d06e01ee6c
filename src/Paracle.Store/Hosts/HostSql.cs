namespace Paracle.Store;

/// <summary>The row of each host. Only the server's clock counts: those of hosts may differ.</summary>
internal sealed class HostSql(SqlIdentifier schema)
{
    // No other process has the name: a row that is there already is that of a try whose answer was lost.
    private readonly SqlText _insert = new($"""
        INSERT INTO {schema}.hosts AS host (name, started_at, expires_at, pool_size) VALUES ($1, clock_timestamp(), clock_timestamp() + $2, $3)
        ON CONFLICT (name) DO UPDATE SET expires_at = excluded.expires_at WHERE host.swept_at IS NULL
        """);

    private readonly SqlText _renew = new($"""
        UPDATE {schema}.hosts AS host SET expires_at = clock_timestamp() + $2
        FROM (SELECT name, expires_at FROM {schema}.hosts WHERE name = $1 FOR UPDATE) AS before
        WHERE host.name = before.name AND host.swept_at IS NULL
        RETURNING before.expires_at <= clock_timestamp()
        """);

    // What still runs keeps the row: its lease ends, and then another host closes it.
    private readonly SqlText _remove = new($"""
        DELETE FROM {schema}.hosts AS host WHERE name = $1 AND swept_at IS NULL AND NOT EXISTS (
          SELECT FROM {schema}.executions AS e WHERE {OrphanSql.IsOpen(new($"host.name"), new($"host.started_at"))})
        """);

    private readonly SqlText _sumPoolSizes = new($"SELECT coalesce(sum(pool_size), 0)::bigint FROM {schema}.hosts WHERE expires_at > clock_timestamp()");

    public SqlStatement Insert(string name, TimeSpan lease, int poolSize) =>
        new(_insert, SqlValue.Text(name), SqlValue.Duration(lease), SqlValue.Int(poolSize));

    /// <summary>Gives a row, which says whether the lease had ended; none when the name is out of use.</summary>
    public SqlStatement Renew(string name, TimeSpan lease) => new(_renew, SqlValue.Text(name), SqlValue.Duration(lease));

    public SqlStatement Remove(string name) => new(_remove, SqlValue.Text(name));

    public SqlStatement SumPoolSizes() => new(_sumPoolSizes);
}
