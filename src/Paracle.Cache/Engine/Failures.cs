using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Paracle.Cache.Internal;

/// <summary>Errors of factories, held for a moment so that not every caller runs into the same wall: longer with every failure in a row.</summary>
internal sealed class Failures(MonotonicClock clock, int capacity)
{
    private const int MaxDoublings = 5;
    private readonly ConcurrentDictionary<string, Failure> _failures = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Whether the last factory of a key failed, as far as that is remembered.</summary>
    public bool Knows(string key) => Volatile.Read(ref _count) > 0 && _failures.ContainsKey(key);

    /// <summary>Throws the error that is held for a key.</summary>
    public void ThrowHeld(string key)
    {
        if (Volatile.Read(ref _count) > 0 && _failures.TryGetValue(key, out var failure) && clock.Now < failure.Until)
        {
            failure.Error.Throw();
        }
    }

    /// <summary>Holds an error.</summary>
    /// <returns>For how long.</returns>
    public TimeSpan Hold(string key, Exception error, TimeSpan hold)
    {
        if (hold <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        var doublings = _failures.TryGetValue(key, out var last) ? Math.Min(last.Doublings + 1, MaxDoublings) : 0;
        var time = hold * (1 << doublings);
        if (_count >= capacity)
        {
            Clear();
        }

        var failure = new Failure(ExceptionDispatchInfo.Capture(error), clock.Now + clock.Ticks(time), doublings);
        if (_failures.TryAdd(key, failure))
        {
            Interlocked.Increment(ref _count);
        }
        else
        {
            _failures[key] = failure;
        }

        return time;
    }

    /// <summary>Forgets a key's error: it was filled, written or removed.</summary>
    public void Forget(string key)
    {
        if (Volatile.Read(ref _count) > 0 && _failures.TryRemove(key, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    // At the bound what is held is dropped: its keys run their factories again, which is all that is lost.
    private void Clear()
    {
        _failures.Clear();
        Volatile.Write(ref _count, 0);
    }

    private sealed record Failure(ExceptionDispatchInfo Error, long Until, int Doublings);
}
