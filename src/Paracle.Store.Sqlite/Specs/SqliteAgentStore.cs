using System.Text.Json;

namespace Paracle.Store.Sqlite;

internal sealed class SqliteAgentStore(SqliteDatabase database, TimeProvider timeProvider) : IAgentStore
{
    private readonly SpecTable<AgentSpec> _table = new(SpecKind.Agent, SpecJson.Default.AgentSpec);

    public ValueTask<Versioned<AgentSpec>?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        SpecArguments.Validate(tenant, name, "agent name");
        return database.ReadAsync(session => _table.Find(session, tenant, name), cancellationToken);
    }

    public ValueTask<Versioned<AgentSpec>> SaveAsync(TenantId tenant, AgentSpec spec, long? expectedVersion, CancellationToken cancellationToken)
    {
        AgentSpecRules.Validate(spec);
        SpecVersions.Validate(expectedVersion);
        SpecArguments.Validate(tenant, spec.Name, "agent name");
        var body = JsonSerializer.Serialize(spec, SpecJson.Default.AgentSpec);
        var save = new SpecToSave<AgentSpec>(spec.Name, spec.Parent, spec, body, expectedVersion, timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        return database.WriteOnceAsync(
            session =>
            {
                RequireSoundLineage(session, tenant, spec);
                return _table.Save(session, tenant, save);
            },
            cancellationToken);
    }

    public ValueTask<bool> DeleteAsync(TenantId tenant, string name, long? expectedVersion, CancellationToken cancellationToken)
    {
        SpecVersions.Validate(expectedVersion);
        SpecArguments.Validate(tenant, name, "agent name");
        return database.WriteOnceAsync(
            session => session.Scalar(SpecSql.FindChild, ("$tenant", tenant.Value), ("$kind", (long)SpecKind.Agent), ("$name", name)) is string child
                ? throw new ConflictException($"The agent '{name}' cannot be deleted: '{child}' inherits from it. Delete or change that first.")
                : _table.Delete(session, tenant, name, expectedVersion),
            cancellationToken);
    }

    public ValueTask<Page<Versioned<AgentSpec>>> ListAsync(TenantId tenant, PageRequest page, CancellationToken cancellationToken)
    {
        var after = SpecArguments.Validate(tenant, page);
        return database.ReadAsync(session => _table.List(session, tenant, after, page.Size), cancellationToken);
    }

    public ValueTask<IReadOnlyList<Versioned<AgentSpec>>> GetLineageAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        SpecArguments.Validate(tenant, name, "agent name");
        return database.ReadAsync<IReadOnlyList<Versioned<AgentSpec>>>(session => Lineage(session, tenant, name), cancellationToken);
    }

    // Inside the transaction that saves, so that two saves at once cannot make a cycle between them.
    private void RequireSoundLineage(SqliteSession session, TenantId tenant, AgentSpec spec)
    {
        if (spec.Parent is not null)
        {
            AgentInheritance.Validate(
                spec, Lineage(session, tenant, spec.Parent).ConvertAll(ancestor => ancestor.Value), HeightBelow(session, tenant, spec.Name));
        }
    }

    private List<Versioned<AgentSpec>> Lineage(SqliteSession session, TenantId tenant, string name)
    {
        var lineage = new List<Versioned<AgentSpec>>();
        using var reader = session.Query(
            SpecSql.Lineage, ("$tenant", tenant.Value), ("$kind", (long)SpecKind.Agent), ("$name", name), ("$max_depth", AgentInheritance.MaxDepth));
        while (reader.Read())
        {
            lineage.Add(_table.Read(reader));
        }

        return lineage;
    }

    private static int HeightBelow(SqliteSession session, TenantId tenant, string name) => (int)(long)session.Scalar(
        SpecSql.HeightBelow, ("$tenant", tenant.Value), ("$kind", (long)SpecKind.Agent), ("$name", name), ("$max_depth", AgentInheritance.MaxDepth))!;
}
