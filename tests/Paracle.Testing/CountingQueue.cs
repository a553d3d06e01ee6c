namespace Paracle.Testing;

/// <summary>Counts what a worker asks of a queue, and has no signal. Can be away.</summary>
public sealed class CountingQueue(IDurableQueue inner) : IDurableQueue
{
    private int _leases;
    private int _renewals;
    private volatile bool _isAway;

    /// <summary>Whether it refuses to lease, as when its store is away.</summary>
    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>How often a lane was asked for.</summary>
    public int Leases => Volatile.Read(ref _leases);

    /// <summary>How often a lane was renewed.</summary>
    public int Renewals => Volatile.Read(ref _renewals);

    /// <inheritdoc/>
    public ValueTask AppendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken) => inner.AppendAsync(messages, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ExecutionWriteOutcome> AppendAsync(Execution execution, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken) =>
        inner.AppendAsync(execution, messages, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<QueueLane?> LeaseLaneAsync(string queue, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        var lane = _isAway ? null : await inner.LeaseLaneAsync(queue, owner, duration, cancellationToken);
        Interlocked.Increment(ref _leases);
        return _isAway ? throw new UnavailableException("The queue is away.") : lane;
    }

    /// <inheritdoc/>
    public async ValueTask<QueueLane> RenewAsync(QueueLane lane, TimeSpan duration, CancellationToken cancellationToken)
    {
        var renewed = await inner.RenewAsync(lane, duration, cancellationToken);
        Interlocked.Increment(ref _renewals);
        return renewed;
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(QueueLane lane, CancellationToken cancellationToken) => inner.ReleaseAsync(lane, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueueItem>> ReadAsync(QueueLane lane, int maxItems, CancellationToken cancellationToken) =>
        inner.ReadAsync(lane, maxItems, cancellationToken);

    /// <inheritdoc/>
    public ValueTask CompleteAsync(QueueLane lane, IReadOnlyList<long> ids, CancellationToken cancellationToken) => inner.CompleteAsync(lane, ids, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RetryAsync(QueueLane lane, long id, TimeSpan delay, string error, CancellationToken cancellationToken) =>
        inner.RetryAsync(lane, id, delay, error, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeadLetterAsync(QueueLane lane, long id, string error, CancellationToken cancellationToken) =>
        inner.DeadLetterAsync(lane, id, error, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Page<QueueItem>> ListDeadAsync(string queue, PageRequest page, CancellationToken cancellationToken) =>
        inner.ListDeadAsync(queue, page, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ReviveAsync(string queue, long id, CancellationToken cancellationToken) => inner.ReviveAsync(queue, id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DiscardAsync(string queue, long id, CancellationToken cancellationToken) => inner.DiscardAsync(queue, id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<QueueDepth> GetDepthAsync(string queue, CancellationToken cancellationToken) => inner.GetDepthAsync(queue, cancellationToken);
}
