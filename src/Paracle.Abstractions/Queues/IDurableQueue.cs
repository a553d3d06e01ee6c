namespace Paracle;

/// <summary>
/// The journal. Delivery is at least once, in order per key; it takes effect once only at a sink that records the
/// <see cref="QueueMessage.IdempotencyKey"/> in its own transaction and refuses a smaller fencing token.
/// </summary>
public interface IDurableQueue
{
    /// <summary>Appends messages: all or none. Ends when they are committed.</summary>
    /// <param name="messages">The messages, 1 to 1,000, in order.</param>
    /// <param name="cancellationToken">Ends the wait; an append already handed over may still take effect.</param>
    /// <returns>A task that ends when the messages are durable.</returns>
    /// <exception cref="InvalidInputException">A message is malformed.</exception>
    /// <exception cref="LimitExceededException">The queue is full.</exception>
    ValueTask AppendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken);

    /// <summary>Writes an execution and appends messages in one commit: both or neither.</summary>
    /// <param name="execution">The execution, as for <see cref="IExecutionStore.WriteAsync"/>.</param>
    /// <param name="messages">The messages, 1 to 1,000, in order.</param>
    /// <param name="cancellationToken">Ends the wait; a write already handed over may still take effect.</param>
    /// <returns>Applied when both are stored; Superseded when the execution was not changed and nothing was appended.</returns>
    ValueTask<ExecutionWriteOutcome> AppendAsync(Execution execution, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken);

    /// <summary>Leases a lane that is free and has items due, the one that waited longest first.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="owner">Who leases it.</param>
    /// <param name="duration">How long the lease holds unless renewed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lane, or null when there is nothing to do.</returns>
    ValueTask<QueueLane?> LeaseLaneAsync(string queue, string owner, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Holds a lane for longer.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="duration">How long from now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lane with its new end.</returns>
    /// <exception cref="LeaseLostException">Another owner holds the lane, or the lease ended.</exception>
    ValueTask<QueueLane> RenewAsync(QueueLane lane, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives a lane back. Giving back a lost one changes nothing.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when it is free.</returns>
    ValueTask ReleaseAsync(QueueLane lane, CancellationToken cancellationToken);

    /// <summary>Reads items that are due, in order, leaving out those behind one of their key that waits for its retry or blocks as a dead letter.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="maxItems">The most items, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The items; they stay in the lane until completed.</returns>
    /// <exception cref="LeaseLostException">Another owner holds the lane, or the lease ended.</exception>
    ValueTask<IReadOnlyList<QueueItem>> ReadAsync(QueueLane lane, int maxItems, CancellationToken cancellationToken);

    /// <summary>Removes items whose effect is done.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="ids">The items' ids; 1,000 at most; those already removed, set aside or of another lane are passed over.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when they are removed.</returns>
    /// <exception cref="LeaseLostException">Another owner holds the lane, or the lease ended.</exception>
    ValueTask CompleteAsync(QueueLane lane, IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>Puts an item off, with one more attempt counted. One already removed, set aside or of another lane is passed over.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="id">The item.</param>
    /// <param name="delay">How long until it is due again; zero or more.</param>
    /// <param name="error">Why, in words that hold nothing secret; kept as <see cref="QueueRules.CleanError"/> makes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when that is stored.</returns>
    /// <exception cref="LeaseLostException">Another owner holds the lane, or the lease ended.</exception>
    ValueTask RetryAsync(QueueLane lane, long id, TimeSpan delay, string error, CancellationToken cancellationToken);

    /// <summary>Sets an item aside as a dead letter, with one more attempt counted. One already removed, set aside or of another lane is passed over.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="id">The item.</param>
    /// <param name="error">Why, in words that hold nothing secret; kept as <see cref="QueueRules.CleanError"/> makes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when that is stored.</returns>
    /// <exception cref="LeaseLostException">Another owner holds the lane, or the lease ended.</exception>
    ValueTask DeadLetterAsync(QueueLane lane, long id, string error, CancellationToken cancellationToken);

    /// <summary>Lists dead letters by id.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The page.</returns>
    ValueTask<Page<QueueItem>> ListDeadAsync(string queue, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Makes a dead letter due again, in its old place and with no attempts counted.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="id">The item.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True when it was a dead letter.</returns>
    ValueTask<bool> ReviveAsync(string queue, long id, CancellationToken cancellationToken);

    /// <summary>Removes a dead letter for good.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="id">The item.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True when it was a dead letter.</returns>
    ValueTask<bool> DiscardAsync(string queue, long id, CancellationToken cancellationToken);

    /// <summary>Counts a queue.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its depth.</returns>
    ValueTask<QueueDepth> GetDepthAsync(string queue, CancellationToken cancellationToken);
}
