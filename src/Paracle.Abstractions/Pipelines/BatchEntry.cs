using System.Threading.Tasks.Sources;

namespace Paracle;

/// <summary>One item on its way. Whoever is first to mark it done decides its outcome: result, error, cancellation or refusal.</summary>
internal sealed class BatchEntry<TItem, TResult>(TItem item, long weight, long deadline, long enqueuedAt) : IValueTaskSource<TResult>
{
    /// <summary>The deadline of an entry that has none.</summary>
    public const long NoDeadline = long.MaxValue;

    private ManualResetValueTaskSourceCore<TResult> _outcome = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private int _isDone;

    public TItem Item { get; } = item;

    public long Weight { get; } = weight;

    /// <summary>UTC ticks.</summary>
    public long Deadline { get; } = deadline;

    /// <summary>A timestamp of the pipeline's time provider, or 0 when nobody needs it.</summary>
    public long EnqueuedAt { get; } = enqueuedAt;

    public bool IsDone => Volatile.Read(ref _isDone) != 0;

    /// <summary>Awaited once, by the caller alone.</summary>
    public ValueTask<TResult> Outcome => new(this, _outcome.Version);

    /// <summary>Called before the reader loop can see the entry, so that no completion can miss the registration.</summary>
    public void CancelWith(CancellationToken cancellationToken) =>
        _registration = cancellationToken.UnsafeRegister(static (state, token) => ((BatchEntry<TItem, TResult>)state!).TrySetCanceled(token), this);

    public bool TrySetResult(TResult result)
    {
        if (!TryFinish())
        {
            return false;
        }

        _outcome.SetResult(result);
        return true;
    }

    public bool TrySetException(Exception error)
    {
        if (!TryFinish())
        {
            return false;
        }

        _outcome.SetException(error);
        return true;
    }

    public bool TrySetCanceled(CancellationToken cancellationToken) => TrySetException(new OperationCanceledException(cancellationToken));

    public TResult GetResult(short token) => _outcome.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _outcome.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _outcome.OnCompleted(continuation, state, token, flags);

    private bool TryFinish()
    {
        if (Interlocked.Exchange(ref _isDone, 1) != 0)
        {
            return false;
        }

        _registration.Unregister();
        return true;
    }
}
