namespace Paracle.Runtime.Internal.Runs;

/// <summary>What a run has spent so far; kept apart from the loop so that it outlives the loop's error.</summary>
internal sealed class RunTally
{
    public int Steps { get; set; }

    public int ToolCalls { get; set; }

    public TokenUsage Usage { get; set; } = TokenUsage.None;
}
