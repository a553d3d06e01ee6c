namespace Paracle.Torture.Stores;

/// <summary>What is known of an execution from outside the host that ran it, which may be dead.</summary>
internal sealed class ExecutionRecord
{
    /// <summary>The writes that were sent, whatever became of them: all that may be stored.</summary>
    public Dictionary<long, ExecutionState> Tried { get; } = [];

    /// <summary>The newest version that was acknowledged, 0 before the first.</summary>
    public long Stored { get; set; }

    /// <summary>The effects of the messages that must be there if it is, and only then.</summary>
    public IReadOnlyList<string> Effects { get; set; } = [];

    public bool IsEnded => Stored > 0 && Tried[Stored].IsTerminal();
}
