using System.Runtime.InteropServices;

namespace Paracle;

/// <summary>The journal in this process's memory, each queue at most <see cref="DurableQueueOptions.Capacity"/> long. Durable as long as the process lives, no longer.</summary>
/// <param name="executions">The store that executions are written to in the same commit.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="options">The settings, or null for their defaults.</param>
public sealed class InMemoryDurableQueue(InMemoryExecutionStore executions, TimeProvider timeProvider, DurableQueueOptions? options = null)
    : IDurableQueue, IQueueSignal
{
    private readonly Lock _lock = new();
    private readonly DurableQueueOptions _options = Checked(options ?? new DurableQueueOptions());
    private readonly Dictionary<string, QueueTable> _queues = new(StringComparer.Ordinal);
    private readonly QueueSignals _signals = new();

    // Needs no bound of its own: a lane is leased only when it holds items, and those are bounded.
    private readonly LeaseTable<(string Queue, int Lane)> _leases = new(bound: null, timeProvider);

    private long _lastId;

    /// <inheritdoc/>
    public ValueTask AppendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        QueueRules.ValidateMessages(messages);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            RequireRoom(messages);
            Append(messages);
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ExecutionWriteOutcome> AppendAsync(Execution execution, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        ExecutionRules.Validate(execution);
        QueueRules.ValidateMessages(messages);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            // Whoever sees the execution and asks this queue next waits for the lock, and finds the messages.
            RequireRoom(messages);
            var outcome = executions.Write(execution);
            if (outcome == ExecutionWriteOutcome.Applied)
            {
                Append(messages);
            }

            return ValueTask.FromResult(outcome);
        }
    }

    /// <inheritdoc/>
    public ValueTask<QueueLane?> LeaseLaneAsync(string queue, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        QueueRules.ValidateLease(queue, owner, duration);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(
                FindLongestWaiting(queue) is { } lane && _leases.TryAcquire((queue, lane), owner, duration) is { } lease
                    ? new QueueLane(queue, lane, owner, lease.Token, lease.ExpiresAt)
                    : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<QueueLane> RenewAsync(QueueLane lane, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        InputRules.RequirePositive(duration, "lease duration");
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(
                _leases.Renew((lane.Queue, lane.Lane), lane.Owner, lane.FencingToken, duration) is { } until
                    ? lane with { ExpiresAt = until }
                    : throw LeaseLostException.Of(lane));
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(QueueLane lane, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _leases.Release((lane.Queue, lane.Lane), lane.Owner, lane.FencingToken);
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<QueueItem>> ReadAsync(QueueLane lane, int maxItems, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        QueueRules.ValidateRead(maxItems);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<QueueItem>>(
                RequireHeld(lane)?.Due(lane.Lane, timeProvider.GetUtcNow()).Take(maxItems).Select(entry => entry.ToItem()).ToArray() ?? []);
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(QueueLane lane, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        QueueRules.ValidateIds(ids);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var table = RequireHeld(lane);
            foreach (var entry in ids.Select(id => table?.FindWaiting(lane.Lane, id)).OfType<QueueEntry>())
            {
                Remove(table!, entry);
            }

            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask RetryAsync(QueueLane lane, long id, TimeSpan delay, string error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        QueueRules.ValidateDelay(delay);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            Fail(lane, id, error, (_, entry) => entry.DueAt = timeProvider.GetUtcNow() + delay);
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask DeadLetterAsync(QueueLane lane, long id, string error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            Fail(lane, id, error, static (table, entry) => table.Kill(entry));
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<Page<QueueItem>> ListDeadAsync(string queue, PageRequest page, CancellationToken cancellationToken)
    {
        InputRules.RequireName(queue, "queue");
        ArgumentNullException.ThrowIfNull(page);
        page.Validate();
        var after = page.Cursor is null ? 0 : QueueRules.ReadCursor(page.Cursor);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var dead = _queues.GetValueOrDefault(queue)?.Dead.Where(entry => entry.Id > after).Select(entry => entry.ToItem()) ?? [];
            return ValueTask.FromResult(Keyset.Page(dead, page.Size, static item => item.Id.ToString()));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReviveAsync(string queue, long id, CancellationToken cancellationToken) =>
        ChangeDeadAsync(queue, id, (table, entry) => table.Revive(entry, timeProvider.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DiscardAsync(string queue, long id, CancellationToken cancellationToken) =>
        ChangeDeadAsync(queue, id, Remove, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<QueueDepth> GetDepthAsync(string queue, CancellationToken cancellationToken)
    {
        InputRules.RequireName(queue, "queue");
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(_queues.GetValueOrDefault(queue)?.Depth() ?? new QueueDepth(0, 0, null));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Task> WatchAsync(string queue, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_signals.NextAsync(InputRules.RequireName(queue, "queue")));

    private static DurableQueueOptions Checked(DurableQueueOptions options)
    {
        options.Validate();
        return options;
    }

    private void RequireRoom(IReadOnlyList<QueueMessage> messages)
    {
        foreach (var added in messages.GroupBy(message => message.Queue, StringComparer.Ordinal))
        {
            var table = _queues.GetValueOrDefault(added.Key);
            var count = (table?.Count ?? 0)
                + added.Where(message => table?.Contains(message) != true).DistinctBy(message => (message.Tenant, message.IdempotencyKey)).Count();
            if (count > _options.Capacity)
            {
                throw new LimitExceededException(
                    ErrorCodes.QueueFull, $"Queue '{added.Key}' would hold {count} items; its capacity is {_options.Capacity}. Drain it, or raise DurableQueueOptions.Capacity.");
            }
        }
    }

    private void Append(IReadOnlyList<QueueMessage> messages)
    {
        var now = timeProvider.GetUtcNow();
        foreach (var message in messages)
        {
            var table = CollectionsMarshal.GetValueRefOrAddDefault(_queues, message.Queue, out _) ??= new QueueTable(_options);
            table.Append(++_lastId, message, now);
            _signals.Raise(message.Queue);
        }
    }

    private int? FindLongestWaiting(string queue) =>
        _queues.TryGetValue(queue, out var table)
            ? Enumerable.Range(0, table.LaneCount)
                .Where(lane => _leases.IsFree((queue, lane)))
                .Select(lane => table.Due(lane, timeProvider.GetUtcNow()).FirstOrDefault())
                .OfType<QueueEntry>()
                .MinBy(entry => (entry.DueAt, entry.Id))?.Lane
            : null;

    private QueueTable? RequireHeld(QueueLane lane) =>
        _leases.Holds((lane.Queue, lane.Lane), lane.Owner, lane.FencingToken) ? _queues.GetValueOrDefault(lane.Queue) : throw LeaseLostException.Of(lane);

    private void Fail(QueueLane lane, long id, string error, Action<QueueTable, QueueEntry> consequence)
    {
        if (RequireHeld(lane) is { } table && table.FindWaiting(lane.Lane, id) is { } entry)
        {
            entry.Attempts++;
            entry.LastError = QueueRules.CleanError(error);
            consequence(table, entry);
        }
    }

    private ValueTask<bool> ChangeDeadAsync(string queue, long id, Action<QueueTable, QueueEntry> change, CancellationToken cancellationToken)
    {
        InputRules.RequireName(queue, "queue");
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_queues.TryGetValue(queue, out var table) || table.FindDead(id) is not { } entry)
            {
                return ValueTask.FromResult(false);
            }

            change(table, entry);
            return ValueTask.FromResult(true);
        }
    }

    // A queue without items is forgotten, so that names cost nothing.
    private void Remove(QueueTable table, QueueEntry entry)
    {
        table.Remove(entry);
        if (table.Count == 0)
        {
            _queues.Remove(entry.Message.Queue);
        }
    }
}
