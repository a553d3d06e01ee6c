namespace Paracle;

/// <summary>What a queue can do besides that tells of appends. A consumer still polls: a signal saves it the wait, and may be lost.</summary>
public interface IQueueSignal
{
    /// <summary>Watches a queue from now on.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Ends the wait for the watch to be set up, not the watch.</param>
    /// <returns>A task that ends when messages may have come after the call. What came before is seen by looking once more.</returns>
    /// <exception cref="InvalidInputException">The name is malformed.</exception>
    ValueTask<Task> WatchAsync(string queue, CancellationToken cancellationToken);
}
