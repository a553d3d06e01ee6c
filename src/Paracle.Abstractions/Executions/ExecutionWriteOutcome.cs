namespace Paracle;

/// <summary>What became of a write of an execution.</summary>
public enum ExecutionWriteOutcome
{
    /// <summary>The write is stored.</summary>
    Applied,

    /// <summary>The same or a newer version, or a terminal state, was stored already; nothing was changed.</summary>
    Superseded,
}
