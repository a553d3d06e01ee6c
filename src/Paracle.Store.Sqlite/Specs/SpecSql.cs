namespace Paracle.Store.Sqlite;

internal static class SpecSql
{
    public const string Find = """
        SELECT name, version, body, created_at, updated_at FROM spec WHERE tenant = $tenant AND kind = $kind AND name = $name
        """;

    public const string FindVersion = "SELECT version, created_at FROM spec WHERE tenant = $tenant AND kind = $kind AND name = $name";

    public const string Save = """
        INSERT INTO spec (tenant, kind, name, parent, version, body, created_at, updated_at)
        VALUES ($tenant, $kind, $name, $parent, $version, $body, $now, $now)
        ON CONFLICT (tenant, kind, name) DO UPDATE SET
          parent = excluded.parent, version = excluded.version, body = excluded.body, updated_at = excluded.updated_at
        """;

    public const string Delete = "DELETE FROM spec WHERE tenant = $tenant AND kind = $kind AND name = $name";

    public const string List = """
        SELECT name, version, body, created_at, updated_at FROM spec
        WHERE tenant = $tenant AND kind = $kind AND name > $after ORDER BY name LIMIT $limit
        """;

    // Depths are bounded, so that a file changed by other hands cannot make these run for ever.
    public const string Lineage = """
        WITH RECURSIVE line (depth, name) AS (
          SELECT 0, $name
          UNION ALL
          SELECT line.depth + 1, spec.parent FROM line JOIN spec ON spec.tenant = $tenant AND spec.kind = $kind AND spec.name = line.name
          WHERE spec.parent IS NOT NULL AND line.depth + 1 < $max_depth
        )
        SELECT spec.name, spec.version, spec.body, spec.created_at, spec.updated_at
        FROM line JOIN spec ON spec.tenant = $tenant AND spec.kind = $kind AND spec.name = line.name
        ORDER BY line.depth
        """;

    public const string HeightBelow = """
        WITH RECURSIVE below (height, name) AS (
          SELECT 1, name FROM spec WHERE tenant = $tenant AND kind = $kind AND parent = $name
          UNION ALL
          SELECT below.height + 1, spec.name FROM below JOIN spec ON spec.tenant = $tenant AND spec.kind = $kind AND spec.parent = below.name
          WHERE below.height < $max_depth
        )
        SELECT coalesce(max(height), 0) FROM below
        """;

    public const string FindChild = "SELECT name FROM spec WHERE tenant = $tenant AND kind = $kind AND parent = $name LIMIT 1";
}
