namespace Paracle.Store.Sqlite;

internal static class LeaseSql
{
    private const string IsHeld = "token = $token AND name = $name AND owner = $owner AND expires_at > $now";

    public const string RemoveEnded = "DELETE FROM lease WHERE expires_at <= $now";

    public const string Acquire = """
        INSERT INTO lease (name, owner, expires_at) VALUES ($name, $owner, $expires_at) ON CONFLICT (name) DO NOTHING RETURNING token
        """;

    public const string Renew = $"UPDATE lease SET expires_at = $expires_at WHERE {IsHeld}";
    public const string Release = $"DELETE FROM lease WHERE {IsHeld}";
}
