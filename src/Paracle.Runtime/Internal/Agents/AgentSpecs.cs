namespace Paracle.Runtime.Internal.Agents;

/// <summary>Effective specs: from the cache, else from the store with one read for all who wait.</summary>
internal sealed class AgentSpecs(AgentCache cache, IAgentStore store)
{
    private readonly SingleFlight<(TenantId Tenant, string Name, long Generation), AgentSpec?> _flights = new();

    public async Task<AgentSpec?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        // The generation keeps a reader who comes after a save from joining a read that began before it.
        var generation = cache.Generation;
        return await cache.FindAsync(tenant, name, cancellationToken).ConfigureAwait(false)
            ?? await _flights.RunAsync((tenant, name, generation), token => LoadAsync(tenant, name, generation, token), cancellationToken)
                .ConfigureAwait(false);
    }

    private async Task<AgentSpec?> LoadAsync(TenantId tenant, string name, long generation, CancellationToken cancellationToken)
    {
        var lineage = await store.GetLineageAsync(tenant, name, cancellationToken).ConfigureAwait(false);
        if (lineage.Count == 0)
        {
            return null;
        }

        var spec = AgentInheritance.Resolve([.. lineage.Select(agent => agent.Value)]);
        await cache.KeepAsync(tenant, spec, lineage.Select(agent => agent.Value.Name), generation, cancellationToken).ConfigureAwait(false);
        return spec;
    }
}
