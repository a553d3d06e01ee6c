namespace Paracle.Providers.Chat.Internal;

/// <summary>How long the caller of one call waits: until they leave, or the deadline they named.</summary>
internal sealed class CallPatience : IDisposable
{
    // The longest a timer takes; nobody waits that long for an answer.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private readonly DateTimeOffset _deadline;
    private readonly CancellationTokenRegistration _leaving;
    private readonly ITimer _timer;

#pragma warning disable CA2213 // has neither timer nor handle, and the timer may cancel it when the call is over
    private readonly CancellationTokenSource _over = new();
#pragma warning restore CA2213

    /// <summary>Begins to wait.</summary>
    /// <exception cref="LimitExceededException">The deadline is over.</exception>
    public CallPatience(DateTimeOffset deadline, TimeProvider time, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        _deadline = deadline;
        var left = deadline - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            throw OutOfTime(innerException: null);
        }

        _leaving = caller.UnsafeRegister(static over => ((CancellationTokenSource)over!).Cancel(), _over);
        _timer = time.CreateTimer(static patience => _ = ((CallPatience)patience!).EndAsync(), this, left < Longest ? left : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the caller leaves, and at the deadline.</summary>
    public CancellationToken Token => _over.Token;

    public bool IsOver => _over.IsCancellationRequested;

    public LimitExceededException OutOfTime(Exception? innerException) => new(
        ErrorCodes.TimeLimit,
        $"The call was not answered by its deadline, {_deadline.UtcDateTime:O}. Give it more time: by LlmCallContext.Deadline, or by RuntimeOptions.MaxDuration in a run.",
        innerException);

    public void Dispose()
    {
        _leaving.Dispose();
        _timer.Dispose();
    }

    // Not on the timer's time: what listens is foreign code, and what it throws is nobody's error.
    private async Task EndAsync() => await _over.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
