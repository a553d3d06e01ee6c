namespace Paracle;

/// <summary>What an execution runs. The numbers are stored: they never change.</summary>
public enum ExecutionKind
{
    /// <summary>One agent.</summary>
    Agent = 0,

    /// <summary>A workflow.</summary>
    Workflow = 1,
}
