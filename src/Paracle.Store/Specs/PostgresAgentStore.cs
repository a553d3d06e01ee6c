using System.Text.Json;

namespace Paracle.Store;

internal sealed class PostgresAgentStore : IAgentStore
{
    private readonly PostgresDatabase _database;
    private readonly TimeProvider _timeProvider;
    private readonly SpecTable<AgentSpec> _table;
    private readonly InheritanceSql _inheritance;
    private readonly CoalescedRead<NameKey, Versioned<AgentSpec>?> _byName;
    private readonly CoalescedRead<NameKey, List<Versioned<AgentSpec>>?> _lineages;

    public PostgresAgentStore(PostgresDatabase database, CoalescedReads reads, TimeProvider timeProvider)
    {
        (_database, _timeProvider) = (database, timeProvider);
        _table = new SpecTable<AgentSpec>(database.Schema, "agent", SpecJson.Default.AgentSpec);
        _inheritance = new InheritanceSql(database.Schema);
        _byName = reads.Create("agents.find", () => new SpecLookup<AgentSpec>(_table));
        _lineages = reads.Create("agents.lineage", () => new LineageLookup(_inheritance, _table));
    }

    public ValueTask<Versioned<AgentSpec>?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        SpecArguments.Validate(tenant, name, "agent name");
        return _byName.ReadAsync(new NameKey(tenant, name), cancellationToken);
    }

    public async ValueTask<Versioned<AgentSpec>> SaveAsync(TenantId tenant, AgentSpec spec, long? expectedVersion, CancellationToken cancellationToken)
    {
        AgentSpecRules.Validate(spec);
        SpecVersions.Validate(expectedVersion);
        SpecArguments.Validate(tenant, spec.Name, "agent name");
        var body = JsonSerializer.Serialize(spec, SpecJson.Default.AgentSpec);
        var save = new SpecToSave<AgentSpec>(tenant, spec.Name, spec, body, expectedVersion, _timeProvider.GetStoreTime());
        return await _database.TransactAsync(
            "agents.save",
            isRepeatable: false,
            async (session, token) =>
            {
                await RequireSoundLineageAsync(session, tenant, spec, token).ConfigureAwait(false);
                return await _table.SaveAsync(session, save, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> DeleteAsync(TenantId tenant, string name, long? expectedVersion, CancellationToken cancellationToken)
    {
        SpecVersions.Validate(expectedVersion);
        SpecArguments.Validate(tenant, name, "agent name");
        return await _database.TransactAsync(
            "agents.delete",
            isRepeatable: false,
            async (session, token) =>
            {
                await RequireNoChildAsync(session, tenant, name, token).ConfigureAwait(false);
                return await _table.DeleteAsync(session, tenant, name, expectedVersion, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<Versioned<AgentSpec>>> ListAsync(TenantId tenant, PageRequest page, CancellationToken cancellationToken)
    {
        var after = SpecArguments.Validate(tenant, page);
        return await _database.ReadAsync(
            "agents.list", (session, token) => _table.ListAsync(session, tenant, after, page.Size, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Versioned<AgentSpec>>> GetLineageAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        SpecArguments.Validate(tenant, name, "agent name");
        return await _lineages.ReadAsync(new NameKey(tenant, name), cancellationToken).ConfigureAwait(false) ?? [];
    }

    // Under the tenant's turn, so that two saves at once cannot make a cycle between them.
    private async Task RequireSoundLineageAsync(PostgresSession session, TenantId tenant, AgentSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Parent is null)
        {
            return;
        }

        await _table.LockAsync(session, tenant, cancellationToken).ConfigureAwait(false);
        var ancestors = await LineageAsync(session, tenant, spec.Parent, cancellationToken).ConfigureAwait(false);
        var heights = await session.ReadAsync(_inheritance.HeightBelow(tenant, spec.Name), static reader => reader.GetInt32(0), cancellationToken)
            .ConfigureAwait(false);
        AgentInheritance.Validate(spec, ancestors.ConvertAll(ancestor => ancestor.Value), heights.Single());
    }

    private async Task RequireNoChildAsync(PostgresSession session, TenantId tenant, string name, CancellationToken cancellationToken)
    {
        await _table.LockAsync(session, tenant, cancellationToken).ConfigureAwait(false);
        var children = await session.ReadAsync(_inheritance.FindChild(tenant, name), static reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
        if (children is [var child])
        {
            throw new ConflictException($"The agent '{name}' cannot be deleted: '{child}' inherits from it. Delete or change that first.");
        }
    }

    private async Task<List<Versioned<AgentSpec>>> LineageAsync(PostgresSession session, TenantId tenant, string name, CancellationToken cancellationToken)
    {
        var rows = await session.ReadAsync(_inheritance.Lineage(tenant, name), _table.Read, cancellationToken).ConfigureAwait(false);
        return rows.ConvertAll(row => row.Spec);
    }
}
