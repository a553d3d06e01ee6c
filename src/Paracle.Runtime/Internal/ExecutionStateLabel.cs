namespace Paracle.Runtime.Internal;

/// <summary>Execution states as the closed set of a label.</summary>
internal static class ExecutionStateLabel
{
    public static string ToLabel(this ExecutionState state) => state switch
    {
        ExecutionState.Succeeded => "succeeded",
        ExecutionState.Failed => "failed",
        ExecutionState.Cancelled => "cancelled",
        ExecutionState.TimedOut => "timedout",
        _ => "unfinished",
    };
}
