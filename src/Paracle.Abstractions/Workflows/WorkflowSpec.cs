namespace Paracle;

/// <summary>A named directed acyclic graph of steps.</summary>
public sealed record WorkflowSpec
{
    /// <summary>The workflow's name, unique in its tenant: 1 to 128 ASCII letters, digits, dots, underscores and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The steps, 1 to 256. Their order in the list means nothing: a step runs when the steps it takes input from have ended.</summary>
    public required IReadOnlyList<WorkflowStep> Steps { get; init; }
}
