using System.Collections.ObjectModel;

namespace Paracle;

/// <summary>Agents in this process's memory, at most <see cref="InMemoryOptions.MaxSpecs"/>. They are gone when it ends.</summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="options">The bounds, or null for their defaults.</param>
public sealed class InMemoryAgentStore(TimeProvider timeProvider, InMemoryOptions? options = null) : IAgentStore
{
    private readonly Lock _lock = new();
    private readonly SpecTable<AgentSpec> _agents = new("agent", options ?? new InMemoryOptions(), timeProvider);

    /// <inheritdoc/>
    public ValueTask<Versioned<AgentSpec>?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        Validate(tenant, name, cancellationToken);
        lock (_lock)
        {
            return ValueTask.FromResult(_agents.Find(tenant, name));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Versioned<AgentSpec>> SaveAsync(TenantId tenant, AgentSpec spec, long? expectedVersion, CancellationToken cancellationToken)
    {
        AgentSpecRules.Validate(spec);
        SpecVersions.Validate(expectedVersion);
        Validate(tenant, spec.Name, cancellationToken);
        lock (_lock)
        {
            AgentInheritance.Validate(spec, Lineage(tenant, spec.Parent).Select(ancestor => ancestor.Value).ToList(), HeightBelow(tenant, spec));
            return ValueTask.FromResult(_agents.Save(tenant, spec.Name, Copy(spec), expectedVersion));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(TenantId tenant, string name, long? expectedVersion, CancellationToken cancellationToken)
    {
        SpecVersions.Validate(expectedVersion);
        Validate(tenant, name, cancellationToken);
        lock (_lock)
        {
            if (_agents.All(tenant).FirstOrDefault(agent => string.Equals(agent.Parent, name, StringComparison.Ordinal)) is { } child)
            {
                throw new ConflictException($"The agent '{name}' cannot be deleted: '{child.Name}' inherits from it. Delete or change that first.");
            }

            return ValueTask.FromResult(_agents.Delete(tenant, name, expectedVersion));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Page<Versioned<AgentSpec>>> ListAsync(TenantId tenant, PageRequest page, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        ArgumentNullException.ThrowIfNull(page);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(_agents.List(tenant, page));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Versioned<AgentSpec>>> GetLineageAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        Validate(tenant, name, cancellationToken);
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<Versioned<AgentSpec>>>(Lineage(tenant, name));
        }
    }

    private static void Validate(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        InputRules.RequireName(name, "agent name");
        cancellationToken.ThrowIfCancellationRequested();
    }

    // What is stored must not change when the caller changes its lists.
    private static AgentSpec Copy(AgentSpec spec) => spec with
    {
        Tools = Array.AsReadOnly(spec.Tools.ToArray()),
        Metadata = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(spec.Metadata, StringComparer.Ordinal)),
    };

    private List<Versioned<AgentSpec>> Lineage(TenantId tenant, string? name)
    {
        var lineage = new List<Versioned<AgentSpec>>();
        while (name is not null && _agents.Find(tenant, name) is { } agent)
        {
            lineage.Add(agent);
            name = agent.Value.Parent;
        }

        return lineage;
    }

    // Only an agent with a parent can make a line longer. The recursion ends: what is stored has no cycle.
    private int HeightBelow(TenantId tenant, AgentSpec spec)
    {
        if (spec.Parent is null)
        {
            return 0;
        }

        var children = _agents.All(tenant).ToLookup(agent => agent.Parent, agent => agent.Name, StringComparer.Ordinal);
        return HeightBelow(spec.Name);

        int HeightBelow(string name) => children[name].Select(child => 1 + HeightBelow(child)).DefaultIfEmpty(0).Max();
    }
}
