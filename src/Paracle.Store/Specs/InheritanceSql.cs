namespace Paracle.Store;

/// <summary>What inheritance of agents needs. Depths are bounded, so that rows changed by other hands cannot make these run for ever.</summary>
internal sealed class InheritanceSql(SqlIdentifier schema)
{
    private readonly SqlText _lineage = new($"""
        WITH RECURSIVE line (depth, name) AS (
          SELECT 0, $2 COLLATE "C"
          UNION ALL
          SELECT line.depth + 1, agent.parent FROM line JOIN {schema}.agents AS agent ON agent.tenant = $1 AND agent.name = line.name
          WHERE agent.parent IS NOT NULL AND line.depth + 1 < $3
        )
        SELECT agent.name, agent.version, agent.body, agent.created_at, agent.updated_at
        FROM line JOIN {schema}.agents AS agent ON agent.tenant = $1 AND agent.name = line.name
        ORDER BY line.depth
        """);

    private readonly SqlText _lineages = new($"""
        SELECT key.place, line.* FROM unnest($1, $2) WITH ORDINALITY AS key (tenant, name, place)
        CROSS JOIN LATERAL (
          WITH RECURSIVE line (depth, name) AS (
            SELECT 0, key.name COLLATE "C"
            UNION ALL
            SELECT line.depth + 1, agent.parent FROM line JOIN {schema}.agents AS agent ON agent.tenant = key.tenant AND agent.name = line.name
            WHERE agent.parent IS NOT NULL AND line.depth + 1 < $3
          )
          SELECT agent.name, agent.version, agent.body, agent.created_at, agent.updated_at
          FROM line JOIN {schema}.agents AS agent ON agent.tenant = key.tenant AND agent.name = line.name
          ORDER BY line.depth) AS line
        """);

    private readonly SqlText _heightBelow = new($"""
        WITH RECURSIVE below (height, name) AS (
          SELECT 1, name FROM {schema}.agents WHERE tenant = $1 AND parent = $2
          UNION ALL
          SELECT below.height + 1, agent.name FROM below JOIN {schema}.agents AS agent ON agent.tenant = $1 AND agent.parent = below.name
          WHERE below.height < $3
        )
        SELECT coalesce(max(height), 0) FROM below
        """);

    private readonly SqlText _findChild = new($"SELECT name FROM {schema}.agents WHERE tenant = $1 AND parent = $2 LIMIT 1");

    public SqlStatement Lineage(TenantId tenant, string name) =>
        new(_lineage, SqlValue.Text(tenant.Value), SqlValue.Text(name), SqlValue.Int(AgentInheritance.MaxDepth));

    public KeptStatement Lineages(NameColumns names) => new(_lineages, names.Tenants, names.Names, SqlValue.Int(AgentInheritance.MaxDepth));

    public SqlStatement HeightBelow(TenantId tenant, string name) =>
        new(_heightBelow, SqlValue.Text(tenant.Value), SqlValue.Text(name), SqlValue.Int(AgentInheritance.MaxDepth));

    public SqlStatement FindChild(TenantId tenant, string name) => new(_findChild, SqlValue.Text(tenant.Value), SqlValue.Text(name));
}
