namespace Paracle.Store.Sqlite;

internal static class GrantSql
{
    private const string IsGrant =
        "tenant = $tenant AND subject = $subject AND action = $action AND resource_kind = $resource_kind AND resource_name = $resource_name";

    // One statement: it adds nothing when the subject holds as many as it may.
    public const string Add = """
        INSERT INTO access_grant (tenant, subject, action, resource_kind, resource_name)
        SELECT $tenant, $subject, $action, $resource_kind, $resource_name
        WHERE (SELECT count(*) FROM access_grant WHERE tenant = $tenant AND subject = $subject) < $max
        ON CONFLICT DO NOTHING
        """;

    public const string Find = $"SELECT 1 FROM access_grant WHERE {IsGrant}";
    public const string Remove = $"DELETE FROM access_grant WHERE {IsGrant}";
    public const string OfSubject = "SELECT action, resource_kind, resource_name FROM access_grant WHERE tenant = $tenant AND subject = $subject";
}
