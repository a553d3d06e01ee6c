namespace Paracle;

/// <summary>The states of an execution. The numbers are stored: they never change.</summary>
public enum ExecutionState
{
    /// <summary>Recorded, not yet begun.</summary>
    Pending = 0,

    /// <summary>At work.</summary>
    Running = 1,

    /// <summary>Waits for a person to approve a tool call.</summary>
    AwaitingApproval = 2,

    /// <summary>Ended with a result. Terminal.</summary>
    Succeeded = 3,

    /// <summary>Ended with an error. Terminal.</summary>
    Failed = 4,

    /// <summary>Ended because the caller asked for it. Terminal.</summary>
    Cancelled = 5,

    /// <summary>Ended at its bound of time. Terminal.</summary>
    TimedOut = 6,
}
