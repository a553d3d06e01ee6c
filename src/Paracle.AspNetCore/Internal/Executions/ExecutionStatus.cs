namespace Paracle.AspNetCore.Internal.Executions;

/// <summary>The states of an execution as they are written.</summary>
internal static class ExecutionStatus
{
    public static string Text(ExecutionState state) => state switch
    {
        ExecutionState.Pending => "pending",
        ExecutionState.Running => "running",
        ExecutionState.AwaitingApproval => "awaiting_approval",
        ExecutionState.Succeeded => "succeeded",
        ExecutionState.Failed => "failed",
        ExecutionState.Cancelled => "cancelled",
        ExecutionState.TimedOut => "timed_out",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "There is no such state."),
    };

    public static ExecutionState Parse(string text)
    {
        foreach (var state in Enum.GetValues<ExecutionState>())
        {
            if (string.Equals(Text(state), text, StringComparison.Ordinal))
            {
                return state;
            }
        }

        throw new InvalidInputException("status", $"There is no such status. Give one of {string.Join(", ", Enum.GetValues<ExecutionState>().Select(Text))}.");
    }
}
