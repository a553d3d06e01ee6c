using Microsoft.Extensions.Options;

namespace Paracle.Store;

internal sealed class PostgresDurableQueue(
    PostgresDatabase database,
    ExecutionMonths months,
    QueueAppender appender,
    QueueListener listener,
    QueueTelemetry telemetry,
    IOptions<DurableQueueOptions> options,
    TimeProvider timeProvider) : IDurableQueue, IQueueSignal
{
    private readonly QueueSql _sql = new(database.Schema);
    private readonly LaneSql _lanes = new(database.Schema);

    private bool DeadBlocks => options.Value.DeadLetterMode == DeadLetterMode.BlockKey;

    private DateTimeOffset Now => timeProvider.GetStoreTime();

    public async ValueTask AppendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        QueueRules.ValidateMessages(messages);
        database.RequireOpen();
        await appender.AppendAsync(new QueueAppend(null, messages, options.Value.Lanes), cancellationToken).ConfigureAwait(false);
        Signal(messages);
    }

    public async ValueTask<ExecutionWriteOutcome> AppendAsync(Execution execution, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        ExecutionRules.Validate(execution);
        QueueRules.ValidateMessages(messages);
        months.RequireWindow(execution.CreatedAt);
        database.RequireOpen();
        var outcome = await appender.AppendAsync(new QueueAppend(execution, messages, options.Value.Lanes), cancellationToken).ConfigureAwait(false);
        if (outcome == ExecutionWriteOutcome.Applied)
        {
            Signal(messages);
        }

        return outcome;
    }

    public async ValueTask<Task> WatchAsync(string queue, CancellationToken cancellationToken)
    {
        InputRules.RequireName(queue, "queue");
        return await listener.WatchAsync(queue, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<QueueLane?> LeaseLaneAsync(string queue, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        QueueRules.ValidateLease(queue, owner, duration);
        var (now, until) = (Now, timeProvider.GetStoreTime(duration));
        telemetry.Note(queue);

        // Repeatable: a lease that nobody heard of ends by itself.
        var leased = await database.RunAsync(
            "queue.lease",
            (session, token) => session.ReadAsync(
                _lanes.Lease(queue, owner, until, now, DeadBlocks), reader => new QueueLane(queue, reader.GetInt32(0), owner, reader.GetInt64(1), until), token),
            cancellationToken).ConfigureAwait(false);
        return leased.SingleOrDefault();
    }

    public async ValueTask<QueueLane> RenewAsync(QueueLane lane, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        InputRules.RequirePositive(duration, "lease duration");
        var (now, until) = (Now, timeProvider.GetStoreTime(duration));
        var renewed = await database.RunAsync("queue.renew", (session, token) => session.ExecuteAsync(_lanes.Renew(lane, until, now), token), cancellationToken)
            .ConfigureAwait(false);
        return renewed == 1 ? lane with { ExpiresAt = until } : throw LeaseLostException.Of(lane);
    }

    public async ValueTask ReleaseAsync(QueueLane lane, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        await database.RunAsync("queue.release", (session, token) => session.ExecuteAsync(_lanes.Release(lane, Now), token), cancellationToken)
            .ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<QueueItem>> ReadAsync(QueueLane lane, int maxItems, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        QueueRules.ValidateRead(maxItems);
        var rows = await database.RunAsync(
            "queue.read",
            (session, token) => session.ReadAsync(
                _lanes.Read(lane, maxItems, Now, DeadBlocks), reader => reader.IsDBNull(0) ? null : QueueTable.Read(reader, lane.Queue), token),
            cancellationToken).ConfigureAwait(false);
        return rows.Count > 0 ? [.. rows.OfType<QueueItem>()] : throw LeaseLostException.Of(lane);
    }

    public async ValueTask CompleteAsync(QueueLane lane, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        QueueRules.ValidateIds(ids);
        RequireHeld(lane, await database.RunAsync(
            "queue.complete",
            (session, token) => session.ReadAsync([_sql.Lock(lane.Queue), _lanes.Complete(lane, ids, Now)], static _ => true, token),
            cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask RetryAsync(QueueLane lane, long id, TimeSpan delay, string error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        QueueRules.ValidateDelay(delay);
        var (reason, dueAt) = (QueueRules.CleanError(error), timeProvider.GetStoreTime(delay));
        await ChangeAsync("queue.retry", lane, () => _lanes.Retry(lane, id, reason, dueAt, Now), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DeadLetterAsync(QueueLane lane, long id, string error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        var reason = QueueRules.CleanError(error);
        await ChangeAsync("queue.bury", lane, () => _lanes.Bury(lane, id, reason, Now), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<QueueItem>> ListDeadAsync(string queue, PageRequest page, CancellationToken cancellationToken)
    {
        InputRules.RequireName(queue, "queue");
        ArgumentNullException.ThrowIfNull(page);
        page.Validate();
        var after = page.Cursor is null ? 0 : QueueRules.ReadCursor(page.Cursor);
        var rows = await database.RunAsync(
            "queue.list_dead",
            (session, token) => session.ReadAsync(_sql.ListDead(queue, after, page.Size + 1), reader => QueueTable.Read(reader, queue), token),
            cancellationToken).ConfigureAwait(false);
        return Pages.Of(rows, page.Size, static item => item.Id.ToString());
    }

    public async ValueTask<bool> ReviveAsync(string queue, long id, CancellationToken cancellationToken)
    {
        InputRules.RequireName(queue, "queue");
        return await database.TransactAsync(
            "queue.revive", isRepeatable: false, (session, token) => session.ExecuteAsync(_sql.Revive(queue, id, Now), token), cancellationToken)
            .ConfigureAwait(false) == 1;
    }

    public async ValueTask<bool> DiscardAsync(string queue, long id, CancellationToken cancellationToken)
    {
        InputRules.RequireName(queue, "queue");
        var discarded = await database.TransactAsync(
            "queue.discard",
            isRepeatable: false,
            (session, token) => session.ReadAsync([_sql.Lock(queue), _sql.Discard(queue, id)], static _ => true, token),
            cancellationToken).ConfigureAwait(false);
        return discarded.Count == 1;
    }

    public async ValueTask<QueueDepth> GetDepthAsync(string queue, CancellationToken cancellationToken)
    {
        InputRules.RequireName(queue, "queue");
        return await database.RunAsync("queue.depth", (session, token) => QueueTable.CountAsync(session, _sql.Depth(queue), token), cancellationToken).ConfigureAwait(false);
    }

    // Workers of this host need not wait for the server to tell.
    private void Signal(IReadOnlyList<QueueMessage> messages)
    {
        foreach (var message in messages)
        {
            listener.Signals.Raise(message.Queue);
        }
    }

    // Not repeatable: an attempt counts once.
    private async Task ChangeAsync(string operation, QueueLane lane, Func<SqlStatement> change, CancellationToken cancellationToken) => RequireHeld(
        lane,
        await database.TransactAsync(operation, isRepeatable: false, (session, token) => session.ReadAsync(change(), static _ => true, token), cancellationToken)
            .ConfigureAwait(false));

    // Work under a lane gives a row when the lane is held.
    private static void RequireHeld(QueueLane lane, List<bool> rows)
    {
        if (rows.Count == 0)
        {
            throw LeaseLostException.Of(lane);
        }
    }
}
