namespace Paracle.AspNetCore.Internal.Agents;

/// <summary>One page of agents.</summary>
internal sealed record AgentPage(IReadOnlyList<AgentDocument> Items, string? NextCursor);
