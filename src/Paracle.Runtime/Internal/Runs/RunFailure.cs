namespace Paracle.Runtime.Internal.Runs;

/// <summary>Why a run ended without a result: the end state and reason to store, and the error to raise.</summary>
internal sealed record RunFailure(ExecutionState State, string Code, string Message, Exception Error)
{
    private const int MaxMessage = 4096;

    /// <summary>Names the failure. Once a run was stopped, whatever its loop then failed with is the stop's doing.</summary>
    public static RunFailure Of(ActiveRun run, Exception exception) => run.StopCause switch
    {
        // The deadline of a call, which is that of its run, may come a moment before the run's own timer.
        RunStop.None when exception is LimitExceededException { Code: ErrorCodes.TimeLimit } late => Of(ExecutionState.TimedOut, late.WithExecution(run.Id)),
        RunStop.None when exception is ParacleException known => Of(ExecutionState.Failed, known.WithExecution(run.Id)),
        RunStop.None => new RunFailure(ExecutionState.Failed, ErrorCodes.Internal, $"An unforeseen {exception.GetType().Name}; the log has the details.", exception),
        RunStop.TimeLimit => Of(ExecutionState.TimedOut, TimeLimit(run, run.Id)),
        RunStop.HostStopping => Of(ExecutionState.Cancelled, HostStopping(run, run.Id)),
        _ => Cancelled(run.Id, run.CallerToken),
    };

    /// <summary>The error of a run that was stopped before it began: there is no execution to name.</summary>
    public static Exception BeforeBegin(ActiveRun run) => run.StopCause switch
    {
        RunStop.TimeLimit => TimeLimit(run, null),
        RunStop.HostStopping => HostStopping(run, null),
        _ => new OperationCanceledException($"The run of agent '{run.Request.Agent}' was cancelled before it began.", run.CallerToken),
    };

    public static RunFailure Cancelled(ExecutionId id, CancellationToken cancellationToken)
    {
        var message = $"Execution {id} was cancelled.";
        var token = cancellationToken.IsCancellationRequested ? cancellationToken : CancellationToken.None;
        return new RunFailure(ExecutionState.Cancelled, ErrorCodes.Cancelled, message, new OperationCanceledException(message, token));
    }

    /// <summary>Whether nobody raised the error on purpose.</summary>
    public bool IsUnforeseen => string.Equals(Code, ErrorCodes.Internal, StringComparison.Ordinal);

    /// <summary>The execution's end, as this failure has it.</summary>
    public Execution End(Execution execution, DateTimeOffset now) => execution.MoveTo(State, now) with { ErrorCode = Code, ErrorMessage = Message };

    private static RunFailure Of(ExecutionState state, ParacleException error) => new(
        state,
        StorableText.Clean(StorableText.Start(error.Code, InputRules.MaxNameLength)),
        StorableText.Clean(StorableText.Start(error.Message, MaxMessage)),
        error);

    private static LimitExceededException TimeLimit(ActiveRun run, ExecutionId? id) => new(
        ErrorCodes.TimeLimit,
        $"The run of agent '{run.Request.Agent}' took longer than {run.Bounds.MaxDuration}. Raise RuntimeOptions.MaxDuration or the request's limit.")
    {
        ExecutionId = id,
    };

    private static UnavailableException HostStopping(ActiveRun run, ExecutionId? id) =>
        new($"The host stopped before the run of agent '{run.Request.Agent}' ended. Send the request to another host.") { ExecutionId = id };
}
