namespace Paracle;

/// <summary>The kinds of things grants speak of. The numbers are stored: they never change.</summary>
public enum GrantResourceKind
{
    /// <summary>An agent.</summary>
    Agent = 0,

    /// <summary>A tool.</summary>
    Tool = 1,
}
