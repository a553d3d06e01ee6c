namespace Paracle;

/// <summary>The agents of each tenant. Saving checks inheritance: the parent exists, there is no cycle, the depth is at most 5.</summary>
/// <remarks>Deleting an agent that another inherits from is a <see cref="ConflictException"/>.</remarks>
public interface IAgentStore : ISpecStore<AgentSpec>
{
    /// <summary>Reads an agent and its ancestors in one consistent read.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">The agent's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The agent first, then its parent, and so on up; empty when there is no such agent.</returns>
    ValueTask<IReadOnlyList<Versioned<AgentSpec>>> GetLineageAsync(TenantId tenant, string name, CancellationToken cancellationToken);
}
