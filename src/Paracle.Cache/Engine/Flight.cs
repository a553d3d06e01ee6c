using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>One load of a key, shared by those who ask for it meanwhile. It is given up when the last of them has left.</summary>
internal abstract class Flight(string key, HybridCacheEntryFlags flags, string[] tags, long tagClock)
{
    private int _callers = 1;

    public string Key => key;

    public HybridCacheEntryFlags Flags => flags;

    public string[] Tags => tags;

    /// <summary>How far the tag clock had come, as far as known, when it began.</summary>
    public long TagClock => tagClock;

    /// <summary>Cancelled when no caller is left.</summary>
    public CancellationToken GivenUp => Cancellation.Token;

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

    // Never disposed: the last caller may leave while the factory ends.
    private CancellationTokenSource Cancellation { get; } = new();
}

/// <summary>One load of a value.</summary>
internal sealed class Flight<T>(string key, HybridCacheEntryFlags flags, string[] tags, long tagClock) : Flight(key, flags, tags, tagClock)
{
    private readonly TaskCompletionSource<Landing<T>> _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<Landing<T>> Landing => _landing.Task;

    public void Land(Landing<T> landing) => _landing.TrySetResult(landing);

    public void Crash(Exception exception)
    {
        _landing.TrySetException(exception);

        // All callers may have left by now; it must not surface as unobserved.
        _ = _landing.Task.Exception;
    }
}
