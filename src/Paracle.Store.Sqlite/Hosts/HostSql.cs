namespace Paracle.Store.Sqlite;

internal static class HostSql
{
    private const string Open = "FROM execution INDEXED BY execution_open WHERE host = $name AND state < 3";
    private const string IsOwn = "name = $name AND swept_at IS NULL";

    public const string Take = "INSERT INTO host (name, expires_at) VALUES ($name, $expires_at) ON CONFLICT (name) DO NOTHING";
    public const string ReadEnd = $"SELECT expires_at FROM host WHERE {IsOwn}";
    public const string Renew = $"UPDATE host SET expires_at = $expires_at WHERE {IsOwn}";

    // What still runs keeps the row: its lease ends, and then another host closes it.
    public const string GiveBack = $"DELETE FROM host WHERE {IsOwn} AND NOT EXISTS (SELECT 1 {Open})";

    public const string FindLost = "SELECT name FROM host WHERE expires_at <= $now";

    // From here on the host cannot renew its lease.
    public const string Sweep = "UPDATE host SET swept_at = coalesce(swept_at, $now) WHERE name = $name AND expires_at <= $now";

    public const string Close = $"""
        UPDATE execution SET state = 4, version = version + 1, ended_at = $now, error_code = $error_code, error_message = $error_message
        WHERE rowid IN (SELECT rowid {Open} LIMIT $limit)
        """;

    // A sweep has just closed what was left.
    public const string Forget = "DELETE FROM host WHERE swept_at <= $before";
}
