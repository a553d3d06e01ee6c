namespace Paracle.Store;

/// <summary>What both kinds of specs need.</summary>
internal sealed class SpecSql(SqlIdentifier schema, SqlIdentifier table)
{
    private readonly SqlText _find = new($"SELECT name, version, body, created_at, updated_at FROM {schema}.{table} WHERE tenant = $1 AND name = $2");

    private readonly SqlText _findMany = new($"""
        SELECT key.place, found.* FROM unnest($1, $2) WITH ORDINALITY AS key (tenant, name, place)
        CROSS JOIN LATERAL (
          SELECT name, version, body, created_at, updated_at FROM {schema}.{table} AS spec WHERE spec.tenant = key.tenant AND spec.name = key.name OFFSET 0) AS found
        """);

    private readonly SqlText _findVersion = new($"SELECT version, created_at FROM {schema}.{table} WHERE tenant = $1 AND name = $2");

    private readonly SqlText _save = new($"""
        INSERT INTO {schema}.{table} (tenant, name, version, body, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
        ON CONFLICT (tenant, name) DO UPDATE SET version = excluded.version, body = excluded.body, updated_at = excluded.updated_at
        """);

    private readonly SqlText _delete = new($"DELETE FROM {schema}.{table} WHERE tenant = $1 AND name = $2");

    private readonly SqlText _list = new($"""
        SELECT name, version, body, created_at, updated_at FROM {schema}.{table} WHERE tenant = $1 AND name > $2 ORDER BY name LIMIT $3
        """);

    public SqlStatement Find(TenantId tenant, string name) => new(_find, SqlValue.Text(tenant.Value), SqlValue.Text(name));

    public KeptStatement FindMany(NameColumns names) => new(_findMany, names.Tenants, names.Names);

    /// <summary>One change at a time of a tenant's specs of this kind.</summary>
    public SqlStatement Lock(TenantId tenant) => AdvisoryLock.Of("paracle.specs", schema.Name, table.Name, tenant.Value);

    public SqlStatement FindVersion(TenantId tenant, string name) => new(_findVersion, SqlValue.Text(tenant.Value), SqlValue.Text(name));

    public SqlStatement Save(TenantId tenant, string name, long version, string body, DateTimeOffset now) =>
        new(_save, SqlValue.Text(tenant.Value), SqlValue.Text(name), SqlValue.Long(version), SqlValue.Json(body), SqlValue.Time(now));

    public SqlStatement Delete(TenantId tenant, string name) => new(_delete, SqlValue.Text(tenant.Value), SqlValue.Text(name));

    public SqlStatement List(TenantId tenant, string after, int limit) => new(_list, SqlValue.Text(tenant.Value), SqlValue.Text(after), SqlValue.Int(limit));
}
