using Microsoft.Extensions.Options;

namespace Paracle.Store.Sqlite;

internal sealed class SqliteDurableQueue(SqliteDatabase database, IOptions<DurableQueueOptions> options, TimeProvider timeProvider) : IDurableQueue
{
    private DurableQueueOptions Options => options.Value;

    private long Now => timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    public async ValueTask AppendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        QueueRules.ValidateMessages(messages);
        await database.WriteAsync(session => Append(session, messages), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<ExecutionWriteOutcome> AppendAsync(Execution execution, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        ExecutionRules.Validate(execution);
        QueueRules.ValidateMessages(messages);
        return database.WriteAsync(
            session =>
            {
                var outcome = ExecutionTable.Write(session, execution);
                return outcome == ExecutionWriteOutcome.Applied ? Append(session, messages) : outcome;
            },
            cancellationToken);
    }

    public async ValueTask<QueueLane?> LeaseLaneAsync(string queue, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        QueueRules.ValidateLease(queue, owner, duration);

        // Looked for beside the writer first: workers that find nothing to do must not take turns with those who write.
        return await database.ReadAsync(session => FindWork(session, queue), cancellationToken).ConfigureAwait(false) is null
            ? null
            : await database.WriteOnceAsync(
                session => FindWork(session, queue) is { } lane ? LaneTable.Lease(session, queue, lane, owner, Until(duration)) : null,
                cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<QueueLane> RenewAsync(QueueLane lane, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        InputRules.RequirePositive(duration, "lease duration");
        return database.WriteOnceAsync(
            session =>
            {
                var until = Until(duration);
                return LaneTable.Renew(session, lane, until, Now)
                    ? lane with { ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(until) }
                    : throw LeaseLostException.Of(lane);
            },
            cancellationToken);
    }

    public async ValueTask ReleaseAsync(QueueLane lane, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        await database.WriteOnceAsync(session => LaneTable.Release(session, lane, Now), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<QueueItem>> ReadAsync(QueueLane lane, int maxItems, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        QueueRules.ValidateRead(maxItems);
        return database.ReadAsync<IReadOnlyList<QueueItem>>(
            session => LaneTable.Read(session, lane, Options.DeadLetterMode, maxItems, Now), cancellationToken);
    }

    public async ValueTask CompleteAsync(QueueLane lane, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        QueueRules.ValidateIds(ids);
        await database.WriteAsync(session => LaneTable.Complete(session, lane, ids, Now), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask RetryAsync(QueueLane lane, long id, TimeSpan delay, string error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        QueueRules.ValidateDelay(delay);
        var reason = QueueRules.CleanError(error);
        await database.WriteOnceAsync(session => LaneTable.Retry(session, lane, id, Until(delay), reason, Now), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DeadLetterAsync(QueueLane lane, long id, string error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        var reason = QueueRules.CleanError(error);
        await database.WriteOnceAsync(session => LaneTable.Bury(session, lane, id, reason, Now), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<Page<QueueItem>> ListDeadAsync(string queue, PageRequest page, CancellationToken cancellationToken)
    {
        InputRules.RequireName(queue, "queue");
        ArgumentNullException.ThrowIfNull(page);
        page.Validate();
        var after = page.Cursor is null ? 0 : QueueRules.ReadCursor(page.Cursor);
        return database.ReadAsync(
            session =>
            {
                using var reader = session.Query(QueueSql.ListDead, ("$queue", queue), ("$after", after), ("$limit", page.Size + 1));
                return Pages.Of(QueueTable.Read(reader, queue), page.Size, static item => item.Id.ToString());
            },
            cancellationToken);
    }

    public ValueTask<bool> ReviveAsync(string queue, long id, CancellationToken cancellationToken)
    {
        InputRules.RequireName(queue, "queue");
        return database.WriteOnceAsync(session => session.Execute(QueueSql.Revive, ("$now", Now), ("$id", id), ("$queue", queue)) == 1, cancellationToken);
    }

    public ValueTask<bool> DiscardAsync(string queue, long id, CancellationToken cancellationToken)
    {
        InputRules.RequireName(queue, "queue");
        return database.WriteAsync(
            session =>
            {
                var removed = session.Execute(QueueSql.Discard, ("$id", id), ("$queue", queue));
                QueueTable.Discount(session, queue, removed);
                return removed == 1;
            },
            cancellationToken);
    }

    public ValueTask<QueueDepth> GetDepthAsync(string queue, CancellationToken cancellationToken)
    {
        InputRules.RequireName(queue, "queue");
        return database.ReadAsync(
            session =>
            {
                using var reader = session.Query(QueueSql.Depth, ("$queue", queue));
                reader.Read();
                var (all, dead) = (reader.GetInt64(0), reader.GetInt64(1));
                return new QueueDepth(all - dead, dead, Columns.Time(reader, 2));
            },
            cancellationToken);
    }

    private ExecutionWriteOutcome Append(SqliteSession session, IReadOnlyList<QueueMessage> messages)
    {
        QueueTable.Append(session, messages, Options, Now);
        return ExecutionWriteOutcome.Applied;
    }

    private int? FindWork(SqliteSession session, string queue) => LaneTable.FindWork(session, queue, Options.DeadLetterMode, Now);

    private long Until(TimeSpan duration) => (timeProvider.GetUtcNow() + duration).ToUnixTimeMilliseconds();
}
