using System.Runtime.ExceptionServices;

namespace Paracle.Runtime.Internal.Runs;

/// <summary>How a run ended: its execution as stored, and either the result or the error.</summary>
internal sealed record RunOutcome(Execution Execution, AgentRunResult? Result, Exception? Error)
{
    public AgentRunResult GetResultOrThrow()
    {
        if (Error is not null)
        {
            ExceptionDispatchInfo.Throw(Error);
        }

        return Result!;
    }

    public AgentEvent ToEvent() => Result is not null
        ? new AgentEvent.Completed(Result)
        : new AgentEvent.Failed(Execution.Id, Execution.State, Execution.ErrorCode ?? ErrorCodes.Internal, Execution.ErrorMessage ?? "");
}
