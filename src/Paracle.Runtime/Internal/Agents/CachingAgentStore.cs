namespace Paracle.Runtime.Internal.Agents;

/// <summary>The host's agent store, whose changes evict what the runtime has cached. Reads go straight through.</summary>
internal sealed class CachingAgentStore(IAgentStore inner, AgentCache cache) : IAgentStore
{
    public ValueTask<Versioned<AgentSpec>?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken) =>
        inner.FindAsync(tenant, name, cancellationToken);

    public ValueTask<IReadOnlyList<Versioned<AgentSpec>>> GetLineageAsync(TenantId tenant, string name, CancellationToken cancellationToken) =>
        inner.GetLineageAsync(tenant, name, cancellationToken);

    public ValueTask<Page<Versioned<AgentSpec>>> ListAsync(TenantId tenant, PageRequest page, CancellationToken cancellationToken) =>
        inner.ListAsync(tenant, page, cancellationToken);

    public async ValueTask<Versioned<AgentSpec>> SaveAsync(TenantId tenant, AgentSpec spec, long? expectedVersion, CancellationToken cancellationToken)
    {
        // Bad input ends here: what follows is evicted whether or not the outcome is known.
        AgentSpecRules.Validate(spec);
        try
        {
            return await inner.SaveAsync(tenant, spec, expectedVersion, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await cache.EvictAsync(tenant, spec.Name).ConfigureAwait(false);
        }
    }

    public async ValueTask<bool> DeleteAsync(TenantId tenant, string name, long? expectedVersion, CancellationToken cancellationToken)
    {
        InputRules.RequireName(name, "agent name");
        try
        {
            return await inner.DeleteAsync(tenant, name, expectedVersion, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await cache.EvictAsync(tenant, name).ConfigureAwait(false);
        }
    }
}
