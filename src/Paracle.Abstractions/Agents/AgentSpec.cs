namespace Paracle;

/// <summary>What an agent is. Members left null or empty are inherited from <see cref="Parent"/>, see <see cref="AgentInheritance"/>.</summary>
public sealed record AgentSpec
{
    /// <summary>The agent's name, unique in its tenant: 1 to 128 ASCII letters, digits, dots, underscores and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The agent this one inherits from, or null.</summary>
    public string? Parent { get; init; }

    /// <summary>The system prompt: at most 262,144 characters; null inherits.</summary>
    public string? Instructions { get; init; }

    /// <summary>The name of a provider in the catalog; null inherits, and none at all means the catalog's only or default one.</summary>
    public string? Provider { get; init; }

    /// <summary>The model's id at the provider; null inherits, and none at all means the provider's default.</summary>
    public string? Model { get; init; }

    /// <summary>The sampling temperature, 0 to 2; null inherits, and none at all leaves it to the provider.</summary>
    public float? Temperature { get; init; }

    /// <summary>The most tokens one model call may answer with, above 0; null inherits, and none at all leaves it to the provider.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>The names of tools the agent may call, besides those of its ancestors. At most 128.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Facts about the agent, besides those of its ancestors; the agent's own value of a key wins. At most 64.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
