namespace Paracle.Store;

/// <summary>Finds hosts whose lease ended, and closes what they left behind.</summary>
internal sealed class OrphanSql(SqlIdentifier schema)
{
    private readonly SqlText _find = new($"""
        SELECT name, started_at, extract(epoch FROM clock_timestamp() - expires_at)::double precision, swept_at IS NULL
        FROM {schema}.hosts WHERE expires_at <= clock_timestamp() AND name <> $2 ORDER BY swept_at NULLS FIRST, expires_at LIMIT $1
        """);

    // Whoever has the host's row closes; a second sweeper passes it over. From here on the host cannot renew its lease.
    private readonly SqlText _close = new($"""
        WITH host AS (
          UPDATE {schema}.hosts SET swept_at = coalesce(swept_at, clock_timestamp())
          WHERE name = (SELECT name FROM {schema}.hosts WHERE name = $1 AND expires_at <= clock_timestamp() FOR UPDATE SKIP LOCKED)
          RETURNING name
        ), lost AS (
          SELECT tenant, created_at, id FROM {schema}.executions AS e
          WHERE {IsOpen(new($"$1"), new($"$2"))} AND EXISTS (SELECT FROM host)
          ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED
        ), closed AS (
          UPDATE {schema}.executions AS e
          SET state = 4, version = version + 1, ended_at = date_trunc('milliseconds', clock_timestamp()), error_code = $4, error_message = $5
          FROM lost WHERE e.tenant = lost.tenant AND e.created_at = lost.created_at AND e.id = lost.id AND e.state < 3
          RETURNING e.id
        )
        SELECT count(*) FROM closed
        """);

    // A sweep has just closed what was left.
    private readonly SqlText _forget = new($"""
        DELETE FROM {schema}.hosts WHERE name IN (
          SELECT name FROM {schema}.hosts WHERE swept_at <= clock_timestamp() - interval '1 hour' FOR UPDATE SKIP LOCKED)
        """);

    /// <summary>
    /// Not ended, and of this host. The months that it cannot have written to are left out: an execution is made at most a month before its host starts,
    /// or by a clock that is at most a month wrong.
    /// </summary>
    public static SqlText IsOpen(SqlText host, SqlText startedAt) => new($"""
        e.host = {host} AND e.state < 3 AND e.created_at >= {startedAt} - interval '31 days' AND e.created_at <= now() + interval '31 days'
        """);

    /// <summary>Of the others, not of the own host. Gives names, starts, for how many seconds the lease has been over, and whether nobody has closed anything yet.</summary>
    public SqlStatement Find(int limit, string own) => new(_find, SqlValue.Int(limit), SqlValue.Text(own));

    /// <summary>Gives the number of executions closed.</summary>
    public SqlStatement Close(LostHost host, int limit) => new(
        _close,
        SqlValue.Text(host.Name),
        SqlValue.Time(host.StartedAt),
        SqlValue.Int(limit),
        SqlValue.Text(ErrorCodes.HostLost),
        SqlValue.Text("The host that ran it was lost: its lease ended and was not renewed. Run it again."));

    public SqlStatement Forget() => new(_forget);
}
