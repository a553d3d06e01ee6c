using System.Threading.Tasks.Sources;

namespace Paracle;

/// <summary>
/// One item on its way. Its state is decided by compare-and-set, so exactly one of result, error, cancellation and refusal wins:
/// Waiting (in the channel) to Claimed (in a batch) by the reader loop; Waiting or Claimed to Done by whoever completes it first.
/// </summary>
internal sealed class BatchEntry<TItem, TResult> : IValueTaskSource<TResult>
{
    private const int Waiting = 0;
    private const int Claimed = 1;
    private const int Done = 2;

    private ManualResetValueTaskSourceCore<TResult> _outcome = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private int _state = Waiting;

    public BatchEntry(TItem item, long weight, DateTimeOffset? deadline, long enqueuedAt) =>
        (Item, Weight, Deadline, EnqueuedAt) = (item, weight, deadline, enqueuedAt);

    public TItem Item { get; }

    public long Weight { get; }

    public DateTimeOffset? Deadline { get; }

    /// <summary>A timestamp of the pipeline's time provider.</summary>
    public long EnqueuedAt { get; }

    public bool IsDone => Volatile.Read(ref _state) == Done;

    /// <summary>Awaited once, by the caller alone.</summary>
    public ValueTask<TResult> Outcome => new(this, _outcome.Version);

    /// <summary>Called before the entry can be seen by the reader loop, so that no completion can miss the registration.</summary>
    public void CancelWith(CancellationToken cancellationToken) =>
        _registration = cancellationToken.UnsafeRegister(static (state, token) => ((BatchEntry<TItem, TResult>)state!).TrySetCanceled(token), this);

    /// <summary>Takes the entry into a batch; false when its caller has left.</summary>
    public bool TryClaim() => Interlocked.CompareExchange(ref _state, Claimed, Waiting) == Waiting;

    public bool TrySetResult(TResult result)
    {
        if (Interlocked.Exchange(ref _state, Done) == Done)
        {
            return false;
        }

        _registration.Unregister();
        _outcome.SetResult(result);
        return true;
    }

    public bool TrySetException(Exception error)
    {
        if (Interlocked.Exchange(ref _state, Done) == Done)
        {
            return false;
        }

        _registration.Unregister();
        _outcome.SetException(error);
        return true;
    }

    public bool TrySetCanceled(CancellationToken cancellationToken) => TrySetException(new OperationCanceledException(cancellationToken));

    public TResult GetResult(short token) => _outcome.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _outcome.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _outcome.OnCompleted(continuation, state, token, flags);
}
