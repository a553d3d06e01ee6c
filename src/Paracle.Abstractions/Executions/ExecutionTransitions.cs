namespace Paracle;

/// <summary>Which state may follow which. The one place that knows.</summary>
public static class ExecutionTransitions
{
    /// <summary>Whether a state is an end: nothing follows it and it is never changed.</summary>
    /// <param name="state">The state.</param>
    /// <returns>True for Succeeded, Failed, Cancelled and TimedOut.</returns>
    public static bool IsTerminal(this ExecutionState state) => state >= ExecutionState.Succeeded;

    /// <summary>Whether an execution may go from one state to another.</summary>
    /// <param name="from">The present state.</param>
    /// <param name="to">The next state.</param>
    /// <returns>True when it may.</returns>
    public static bool CanMove(ExecutionState from, ExecutionState to) => (from, to) switch
    {
        (ExecutionState.Pending, ExecutionState.Running) => true,
        (ExecutionState.Running, ExecutionState.AwaitingApproval or ExecutionState.Succeeded) => true,
        (ExecutionState.AwaitingApproval, ExecutionState.Running) => true,
        (ExecutionState.Pending or ExecutionState.Running or ExecutionState.AwaitingApproval,
            ExecutionState.Failed or ExecutionState.Cancelled or ExecutionState.TimedOut) => true,
        _ => false,
    };
}
