using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Paracle.Cache.Internal;

/// <summary>What goes on for the second layer after the callers have been answered: it is waited for at the end, and what failed is kept for later.</summary>
internal sealed class Commits(PendingRemovals pending, string name, ILogger logger)
{
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    /// <summary>Takes note of work under way. It must not fail.</summary>
    public void Track(Task work)
    {
        if (!work.IsCompleted)
        {
            _running.TryAdd(work, 0);
            _ = work.ContinueWith(
                static (work, running) => ((ConcurrentDictionary<Task, byte>)running!).TryRemove(work, out _),
                _running,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    /// <summary>What Redis has of a key must go before it is read again.</summary>
    public void MustRemove(string key)
    {
        if (pending.AddKey(key))
        {
            logger.PendingRemovalsOverflowed(name);
        }
    }

    /// <summary>What Redis has of a tag must go before it is read again.</summary>
    public void MustRemoveTag(string tag)
    {
        if (pending.AddTag(tag))
        {
            logger.PendingRemovalsOverflowed(name);
        }
    }

    /// <summary>Waits for what is under way.</summary>
    public Task DrainAsync() => Task.WhenAll(_running.Keys);
}
