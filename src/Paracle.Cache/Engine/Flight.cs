using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>One load of a key, shared by those who ask for it meanwhile. It is given up when the last of them has left.</summary>
internal abstract class Flight(string key, HybridCacheEntryFlags flags, string[] tags, long tagClock)
{
    private int _callers = 1;
    private CancellationTokenSource? _cancellation;

    public string Key => key;

    public HybridCacheEntryFlags Flags => flags;

    public string[] Tags => tags;

    /// <summary>How far the tag clock had come, as far as known, when it began.</summary>
    public long TagClock => tagClock;

    /// <summary>Cancelled when no caller is left.</summary>
    public CancellationToken GivenUp => Cancellation.Token;

    // Made when the factory is called: a hit in the second layer does without. Never disposed: the last caller may leave while the factory ends.
    private CancellationTokenSource Cancellation =>
        Volatile.Read(ref _cancellation) ?? Interlocked.CompareExchange(ref _cancellation, new CancellationTokenSource(), null) ?? _cancellation!;

    /// <summary>Joins, unless it has been given up.</summary>
    public bool TryJoin()
    {
        for (var callers = Volatile.Read(ref _callers); callers > 0; callers = Volatile.Read(ref _callers))
        {
            if (Interlocked.CompareExchange(ref _callers, callers + 1, callers) == callers)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Leaves; true for the last.</summary>
    public bool Leave() => Interlocked.Decrement(ref _callers) == 0;

    /// <summary>Gives it up. Not on the time of the caller that left, and what the factory's callbacks throw is nobody's error.</summary>
    public void GiveUp() => Cancellation.CancelAsync().ObserveError();
}

/// <summary>One load of a value.</summary>
internal sealed class Flight<T>(string key, HybridCacheEntryFlags flags, string[] tags, long tagClock) : Flight(key, flags, tags, tagClock)
{
    private TaskCompletionSource<Landing<T>>? _waiting;
    private Landing<T> _landing;
    private Exception? _error;
    private int _ends;
    private volatile bool _isOver;

    /// <summary>Its end, for those who joined. Most flights have one caller, who follows the flight itself: the task is made when it is asked for.</summary>
    public Task<Landing<T>> Landing
    {
        get
        {
            var waiting = Volatile.Read(ref _waiting);
            if (waiting is null)
            {
                var made = new TaskCompletionSource<Landing<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting = Interlocked.CompareExchange(ref _waiting, made, null) ?? made;
            }

            // Whoever ends it looks for somebody waiting after this is set: one of the two sees the other.
            if (_isOver)
            {
                Tell(waiting);
            }

            return waiting.Task;
        }
    }

    /// <summary>Waits for its end, if that has not come.</summary>
    public ValueTask<Landing<T>> WaitAsync(CancellationToken cancellationToken) =>
        _isOver && _error is null ? ValueTask.FromResult(_landing) : new ValueTask<Landing<T>>(Landing.WaitAsync(cancellationToken));

    public void Land(Landing<T> landing)
    {
        if (Interlocked.Exchange(ref _ends, 1) == 0)
        {
            _landing = landing;
            End();
        }
    }

    public void Crash(Exception exception)
    {
        if (Interlocked.Exchange(ref _ends, 1) == 0)
        {
            _error = exception;
            End();
        }
    }

    private void End()
    {
        _isOver = true;
        Interlocked.MemoryBarrier();
        if (_waiting is { } waiting)
        {
            Tell(waiting);
        }
    }

    private void Tell(TaskCompletionSource<Landing<T>> waiting)
    {
        if (_error is null)
        {
            waiting.TrySetResult(_landing);
            return;
        }

        waiting.TrySetException(_error);

        // All callers may have left by now; it must not surface as unobserved.
        _ = waiting.Task.Exception;
    }
}
