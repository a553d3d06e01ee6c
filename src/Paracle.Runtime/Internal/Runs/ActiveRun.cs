namespace Paracle.Runtime.Internal.Runs;

/// <summary>
/// A run at work: its token, and who stopped it. Owned by the task that runs it; <see cref="Stop"/> may come from any thread.
/// </summary>
#pragma warning disable CA1001 // The token source is never disposed: it holds no timer and no handle, and a late Stop must find it whole.
internal sealed class ActiveRun(ExecutionId id, AgentRunRequest request, RunBounds bounds, DateTimeOffset startedAt, CancellationToken callerToken)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private int _stop;

    public ExecutionId Id => id;

    public AgentRunRequest Request => request;

    public RunBounds Bounds => bounds;

    public CancellationToken CallerToken => callerToken;

    public DateTimeOffset Deadline => startedAt + bounds.MaxDuration;

    public CancellationToken Token => _cancellation.Token;

    public RunStop StopCause => (RunStop)Volatile.Read(ref _stop);

    /// <summary>Ends when nothing of the run is at work any more; never fails.</summary>
    public Task Ended => _ended.Task;

    public void Watch(TimeProvider timeProvider)
    {
        _timer = timeProvider.CreateTimer(static run => ((ActiveRun)run!).Stop(RunStop.TimeLimit), this, bounds.MaxDuration, Timeout.InfiniteTimeSpan);
        _registration = callerToken.UnsafeRegister(static run => ((ActiveRun)run!).Stop(RunStop.Cancelled), this);
    }

    public void Stop(RunStop cause)
    {
        if (Interlocked.CompareExchange(ref _stop, (int)cause, (int)RunStop.None) == (int)RunStop.None)
        {
            // Not on this thread: what listens to the token is foreign code, and a timer must survive its errors.
            _cancellation.CancelAsync().ObserveError();
        }
    }

    public void End()
    {
        _timer?.Dispose();
        _registration.Dispose();
        _ended.TrySetResult();
    }
}
