using System.Collections.Concurrent;

namespace Paracle.Cache.Internal;

/// <summary>Who waits here for a fill that another node is making.</summary>
internal sealed class FillWaits(TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waits = new(StringComparer.Ordinal);

    public int Count => _waits.Count;

    /// <summary>The end of a key's next fill. Taken before asking who fills it, so that an end in between is not missed.</summary>
    public Task ExpectAsync(string key) =>
        _waits.GetOrAdd(key, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Waits for the end, at most for a time: messages may be lost.</summary>
    public async Task WaitAsync(Task end, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await end.WaitAsync(atMost, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Asked again.
        }
    }

    public void End(string key)
    {
        if (_waits.TryRemove(key, out var wait))
        {
            wait.TrySetResult();
        }
    }
}
