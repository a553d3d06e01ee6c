namespace Paracle.Runtime.Internal.Tools;

/// <summary>What the model gets for a tool call.</summary>
internal readonly record struct ToolAnswer(string Text, string Outcome)
{
    public bool IsError => !string.Equals(Outcome, ToolOutcome.Ok, StringComparison.Ordinal);

    public static ToolAnswer Error(string reason) => new("Error: " + reason, ToolOutcome.Error);
}
