using System.Collections.Concurrent;

namespace Paracle;

/// <summary>Wakes who waits for the appends of a queue, within this process. Holds nothing for queues that nobody waits for.</summary>
public sealed class QueueSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>The next append to a queue.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <returns>A task that ends with the first <see cref="Raise"/> after the call; all who wait for a queue share it.</returns>
    public Task NextAsync(string queue) =>
        _waiting.GetOrAdd(queue, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes those who wait for a queue.</summary>
    /// <param name="queue">The queue's name.</param>
    public void Raise(string queue)
    {
        if (_waiting.TryRemove(queue, out var next))
        {
            next.TrySetResult();
        }
    }

    /// <summary>Wakes all who wait, as when signals may have been missed.</summary>
    public void RaiseAll()
    {
        foreach (var queue in _waiting.Keys)
        {
            Raise(queue);
        }
    }
}
