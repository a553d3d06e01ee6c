namespace Paracle;

/// <summary>Where an input of a step comes from: exactly one of the two members is set.</summary>
public sealed record WorkflowInput
{
    /// <summary>A fixed text, at most 262,144 characters.</summary>
    public string? Text { get; init; }

    /// <summary>The id of the step whose output it is.</summary>
    public string? FromStep { get; init; }
}
