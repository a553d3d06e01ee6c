namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>One holder at a time, in the order in which they came. Leaving the line costs no one else their place.</summary>
internal sealed class FairTurn
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _line = new();
    private bool _isTaken;

    /// <summary>Whether nobody has the turn, nor waits for it.</summary>
    public bool IsFree => !Volatile.Read(ref _isTaken);

    /// <returns>False when the line is as long as it may be.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended; the turn was not taken.</exception>
    public async ValueTask<bool> TryWaitAsync(int maxWaiting, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> place;
        lock (_lock)
        {
            if (!_isTaken)
            {
                return _isTaken = true;
            }

            // Who has the turn waits too.
            if (_line.Count + 1 >= maxWaiting)
            {
                return false;
            }

            place = _line.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        using var registration = cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetCanceled(), place.Value);
        try
        {
            await place.Value.Task.ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                if (place.List is not null)
                {
                    _line.Remove(place);
                }
            }

            throw;
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            while (_line.First is { } next)
            {
                _line.RemoveFirst();
                if (next.Value.TrySetResult())
                {
                    return;
                }
            }

            _isTaken = false;
        }
    }
}
