namespace Paracle.Store;

internal sealed class GrantSql(SqlIdentifier schema)
{
    // Adds nothing when the subject holds as many as it may. Gives a row when the grant stands afterwards.
    private readonly SqlText _add = new($"""
        WITH added AS (
          INSERT INTO {schema}.grants (tenant, subject_hash, action, resource_kind, resource_name, subject)
          SELECT $1, $2, $3, $4, $5, $6
          WHERE (SELECT count(*) FROM {schema}.grants WHERE tenant = $1 AND subject_hash = $2) < $7
          ON CONFLICT DO NOTHING
          RETURNING 1
        )
        SELECT 1 FROM added
        UNION ALL
        SELECT 1 FROM {schema}.grants WHERE {IsGrant}
        """);

    private readonly SqlText _remove = new($"DELETE FROM {schema}.grants WHERE {IsGrant}");

    private static SqlText IsGrant => new($"tenant = $1 AND subject_hash = $2 AND action = $3 AND resource_kind = $4 AND resource_name = $5");

    /// <summary>One addition at a time to a subject, so that the count is exact.</summary>
    public SqlStatement Lock(Grant grant) => AdvisoryLock.Of("paracle.grants", schema.Name, grant.Tenant.Value, grant.Subject);

    public SqlStatement Add(Grant grant, int most) => new(_add, [.. Key(grant), SqlValue.Text(grant.Subject), SqlValue.Int(most)]);

    public SqlStatement Remove(Grant grant) => new(_remove, Key(grant));

    /// <summary>Finds by tenants and hashes of subjects.</summary>
    public static SqlText OfSubjects(SqlIdentifier schema) => new($"""
        SELECT key.place, found.* FROM unnest($1, $2) WITH ORDINALITY AS key (tenant, subject_hash, place)
        CROSS JOIN LATERAL (
          SELECT action, resource_kind, resource_name FROM {schema}.grants AS g WHERE g.tenant = key.tenant AND g.subject_hash = key.subject_hash OFFSET 0) AS found
        """);

    private static Npgsql.NpgsqlParameter[] Key(Grant grant) =>
    [
        SqlValue.Text(grant.Tenant.Value),
        SqlValue.Bytes(KeyHash.Of(grant.Subject)),
        SqlValue.Small((int)grant.Action),
        SqlValue.Small((int)grant.Resource.Kind),
        SqlValue.Text(grant.Resource.Name),
    ];
}
