namespace Paracle.AspNetCore.Internal.Agents;

/// <summary>A stored agent as a client gets it. Sent back as a spec, it changes nothing.</summary>
internal sealed record AgentDocument(
    string AgentId,
    string? Parent,
    string? Instructions,
    string? Provider,
    string? Model,
    float? Temperature,
    int? MaxOutputTokens,
    IReadOnlyList<string> Tools,
    IReadOnlyDictionary<string, string> Metadata,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static AgentDocument Of(Versioned<AgentSpec> agent) => new(
        agent.Value.Name,
        agent.Value.Parent,
        agent.Value.Instructions,
        agent.Value.Provider,
        agent.Value.Model,
        agent.Value.Temperature,
        agent.Value.MaxOutputTokens,
        agent.Value.Tools,
        agent.Value.Metadata,
        agent.Version,
        agent.CreatedAt,
        agent.UpdatedAt);
}
