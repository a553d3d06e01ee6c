namespace Paracle;

/// <summary>One step of a workflow: an agent and its inputs.</summary>
public sealed record WorkflowStep
{
    /// <summary>The step's id, unique in the workflow: the same letters as a name.</summary>
    public required string Id { get; init; }

    /// <summary>The agent that does the step.</summary>
    public required string Agent { get; init; }

    /// <summary>The step's inputs by name; at least one. An input from another step is an edge of the graph.</summary>
    public required IReadOnlyDictionary<string, WorkflowInput> Inputs { get; init; }
}
