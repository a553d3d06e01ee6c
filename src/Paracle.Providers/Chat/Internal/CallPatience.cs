namespace Paracle.Providers.Chat.Internal;

/// <summary>How long the caller of one call waits: until they leave, or the deadline they named.</summary>
internal sealed class CallPatience : IDisposable
{
    // The longest a timer takes; nobody waits that long for an answer.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private readonly DateTimeOffset _deadline;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenRegistration _leaving;

    /// <summary>Begins to wait.</summary>
    /// <exception cref="LimitExceededException">The deadline is over.</exception>
    public CallPatience(DateTimeOffset deadline, TimeProvider time, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        (_deadline, _caller) = (deadline, caller);
        var left = deadline - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            throw OutOfTime();
        }

        _over = new CancellationTokenSource(left < Longest ? left : Timeout.InfiniteTimeSpan, time);
        _leaving = caller.UnsafeRegister(static over => ((CancellationTokenSource)over!).Cancel(), _over);
    }

    /// <summary>Cancelled when the caller leaves, and at the deadline.</summary>
    public CancellationToken Token => _over.Token;

    /// <summary>What a cancellation means to the caller: their own, the deadline's, or somebody else's.</summary>
    public Exception ErrorOf(OperationCanceledException exception) =>
        _caller.IsCancellationRequested ? new OperationCanceledException(exception.Message, exception, _caller)
        : _over.IsCancellationRequested ? OutOfTime()
        : exception;

    public void Dispose()
    {
        _leaving.Dispose();
        _over.Dispose();
    }

    private LimitExceededException OutOfTime() => new(
        ErrorCodes.TimeLimit, $"The call was not answered by its deadline, {_deadline.UtcDateTime:O}. Give it more time by LlmCallContext.Deadline.");
}
