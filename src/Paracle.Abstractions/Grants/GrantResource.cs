namespace Paracle;

/// <summary>An agent or tool, or all of a kind.</summary>
public sealed record GrantResource
{
    /// <summary>The name that stands for every resource of the kind: <c>*</c>.</summary>
    public const string Any = "*";

    private GrantResource(GrantResourceKind kind, string name) => (Kind, Name) = (kind, name);

    /// <summary>Agent or tool.</summary>
    public GrantResourceKind Kind { get; }

    /// <summary>The name, or <see cref="Any"/>.</summary>
    public string Name { get; }

    /// <summary>An agent.</summary>
    /// <param name="name">The agent's name, or <see cref="Any"/>.</param>
    /// <returns>The resource.</returns>
    public static GrantResource Agent(string name) => Of(GrantResourceKind.Agent, name);

    /// <summary>A tool.</summary>
    /// <param name="name">The tool's name, or <see cref="Any"/>.</param>
    /// <returns>The resource.</returns>
    public static GrantResource Tool(string name) => Of(GrantResourceKind.Tool, name);

    /// <summary>A resource of either kind.</summary>
    /// <param name="kind">Agent or tool.</param>
    /// <param name="name">The name, or <see cref="Any"/>.</param>
    /// <returns>The resource.</returns>
    /// <exception cref="InvalidInputException">The kind or name is malformed.</exception>
    public static GrantResource Of(GrantResourceKind kind, string name)
    {
        if (!Enum.IsDefined(kind))
        {
            throw new InvalidInputException("resource", $"'{(int)kind}' is no kind of resource.");
        }

        return new GrantResource(kind, string.Equals(name, Any, StringComparison.Ordinal) ? name : InputRules.RequireName(name, "resource"));
    }

    /// <summary>Whether a grant on this resource covers another.</summary>
    /// <param name="other">The resource asked for.</param>
    /// <returns>True when the kinds agree and the name agrees or is <see cref="Any"/>.</returns>
    public bool Covers(GrantResource other) =>
        Kind == other.Kind && (string.Equals(Name, Any, StringComparison.Ordinal) || string.Equals(Name, other.Name, StringComparison.Ordinal));
}
