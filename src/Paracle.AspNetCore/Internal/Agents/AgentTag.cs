using Microsoft.Net.Http.Headers;

namespace Paracle.AspNetCore.Internal.Agents;

/// <summary>An agent's ETag: its version, and when it was created, because an agent that is deleted and made anew counts from 1 again.</summary>
internal static class AgentTag
{
    public static EntityTagHeaderValue Of(Versioned<AgentSpec> agent) => new($"\"{agent.Version}-{agent.CreatedAt.ToUnixTimeMilliseconds():x}\"");
}
