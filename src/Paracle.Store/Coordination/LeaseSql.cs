namespace Paracle.Store;

internal sealed class LeaseSql(SqlIdentifier schema)
{
    // Rows that others hold are passed over: whoever comes next removes them.
    private readonly SqlText _removeForgotten = new($"""
        DELETE FROM {schema}.leases WHERE name_hash IN (
          SELECT name_hash FROM {schema}.leases WHERE expires_at <= $1 ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED)
        """);

    // The new token is drawn once the row's lock is had, and so is greater than that of the holder before.
    private readonly SqlText _acquire = new($"""
        INSERT INTO {schema}.leases AS held (name_hash, name, owner, expires_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (name_hash) DO UPDATE SET owner = excluded.owner, token = DEFAULT, expires_at = excluded.expires_at
        WHERE held.expires_at <= $5
        RETURNING token
        """);

    private readonly SqlText _renew = new($"UPDATE {schema}.leases SET expires_at = $5 WHERE {IsHeld}");

    // It ended now: the row stays for a day more.
    private readonly SqlText _release = new($"UPDATE {schema}.leases SET expires_at = $4 WHERE {IsHeld}");

    private readonly SqlText _now = new($"SELECT clock_timestamp()");

    private static SqlText IsHeld => new($"name_hash = $1 AND owner = $2 AND token = $3 AND expires_at > $4");

    public SqlStatement Now => new(_now);

    public SqlStatement RemoveForgotten(DateTimeOffset before) => new(_removeForgotten, SqlValue.Time(before));

    public SqlStatement Acquire(string name, string owner, DateTimeOffset until, DateTimeOffset now) =>
        new(_acquire, SqlValue.Bytes(KeyHash.Of(name)), SqlValue.Text(name), SqlValue.Text(owner), SqlValue.Time(until), SqlValue.Time(now));

    public SqlStatement Renew(Lease lease, DateTimeOffset until, DateTimeOffset now) => new(_renew, [.. Held(lease, now), SqlValue.Time(until)]);

    public SqlStatement Release(Lease lease, DateTimeOffset now) => new(_release, Held(lease, now));

    private static Npgsql.NpgsqlParameter[] Held(Lease lease, DateTimeOffset now) =>
        [SqlValue.Bytes(KeyHash.Of(lease.Name)), SqlValue.Text(lease.Owner), SqlValue.Long(lease.FencingToken), SqlValue.Time(now)];
}
