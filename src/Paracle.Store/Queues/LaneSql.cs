using Npgsql;

namespace Paracle.Store;

/// <summary>What leasing a lane and working in it needs. Work gives a row when the lane is held, and none when it is lost.</summary>
internal sealed class LaneSql(SqlIdentifier schema)
{
    // A lane that another host is leasing, or that one works in at this moment, is passed over.
    private readonly SqlText _lease = new($"""
        WITH work AS (
          SELECT lane.lane FROM {schema}.queue_lanes AS lane
          CROSS JOIN LATERAL (
            SELECT item.due_at, item.id FROM {schema}.queue_items AS item
            WHERE item.queue = lane.queue AND item.lane = lane.lane AND {IsReadable(schema, new($"$2"), new($"$3"))} ORDER BY item.id LIMIT 1) AS first
          WHERE lane.queue = $1 AND lane.expires_at <= $2
          ORDER BY first.due_at, first.id LIMIT 1
          FOR UPDATE OF lane SKIP LOCKED
        )
        UPDATE {schema}.queue_lanes AS leased SET owner = $4, token = leased.token + 1, expires_at = $5
        FROM work WHERE leased.queue = $1 AND leased.lane = work.lane
        RETURNING leased.lane, leased.token
        """);

    private readonly SqlText _renew = new($"UPDATE {schema}.queue_lanes SET expires_at = $6 WHERE {IsHeld}");
    private readonly SqlText _release = new($"UPDATE {schema}.queue_lanes SET expires_at = '-infinity' WHERE {IsHeld}");

    private readonly SqlText _read = new($"""
        SELECT item.* FROM (SELECT FROM {schema}.queue_lanes WHERE {IsHeld}) AS held
        LEFT JOIN LATERAL (
          SELECT {QueueSql.ItemColumns} FROM {schema}.queue_items AS item
          WHERE item.queue = $1 AND item.lane = $2 AND {IsReadable(schema, new($"$5"), new($"$6"))} ORDER BY item.id LIMIT $7) AS item ON true
        """);

    private readonly SqlText _complete = new($"""
        WITH {Held(schema)}, gone AS (
          DELETE FROM {schema}.queue_items AS item USING held
          WHERE item.queue = $1 AND item.lane = held.lane AND item.id = ANY ($6) AND item.state <> 2 RETURNING item.id
        ), counted AS (
          UPDATE {schema}.queues SET items = items - (SELECT count(*) FROM gone) WHERE name = $1 AND EXISTS (SELECT FROM gone)
        )
        SELECT lane FROM held
        """);

    private readonly SqlText _retry = Change(schema, new($"state = 1, due_at = $8"));
    private readonly SqlText _bury = Change(schema, new($"state = 2"));

    private static SqlText IsHeld => new($"queue = $1 AND lane = $2 AND owner = $3 AND token = $4 AND expires_at > $5");

    public SqlStatement Lease(string queue, string owner, DateTimeOffset until, DateTimeOffset now, bool deadBlocks) =>
        new(_lease, SqlValue.Text(queue), SqlValue.Time(now), SqlValue.Flag(deadBlocks), SqlValue.Text(owner), SqlValue.Time(until));

    public SqlStatement Renew(QueueLane lane, DateTimeOffset until, DateTimeOffset now) => new(_renew, [.. Key(lane, now), SqlValue.Time(until)]);

    public SqlStatement Release(QueueLane lane, DateTimeOffset now) => new(_release, Key(lane, now));

    public SqlStatement Read(QueueLane lane, int limit, DateTimeOffset now, bool deadBlocks) =>
        new(_read, [.. Key(lane, now), SqlValue.Flag(deadBlocks), SqlValue.Int(limit)]);

    public SqlStatement Complete(QueueLane lane, IReadOnlyList<long> ids, DateTimeOffset now) => new(_complete, [.. Key(lane, now), SqlValue.Longs([.. ids])]);

    public SqlStatement Retry(QueueLane lane, long id, string error, DateTimeOffset dueAt, DateTimeOffset now) =>
        new(_retry, [.. Key(lane, now), SqlValue.Long(id), SqlValue.Text(error), SqlValue.Time(dueAt)]);

    public SqlStatement Bury(QueueLane lane, long id, string error, DateTimeOffset now) =>
        new(_bury, [.. Key(lane, now), SqlValue.Long(id), SqlValue.Text(error)]);

    // Locked, so that the lease cannot change hands before the work under it is committed.
    private static SqlText Held(SqlIdentifier schema) => new($"held AS (SELECT lane FROM {schema}.queue_lanes WHERE {IsHeld} FOR SHARE)");

    private static SqlText Change(SqlIdentifier schema, SqlText change) => new($"""
        WITH {Held(schema)}, changed AS (
          UPDATE {schema}.queue_items AS item SET attempts = item.attempts + 1, last_error = $7, {change} FROM held
          WHERE item.queue = $1 AND item.lane = held.lane AND item.id = $6 AND item.state <> 2
        )
        SELECT lane FROM held
        """);

    // Due, and not behind an earlier item of its key that waits for its retry or blocks as a dead letter. A fresh item is due whatever the clock of
    // the host that appended it said.
    private static SqlText IsReadable(SqlIdentifier schema, SqlText now, SqlText deadBlocks) => new($"""
        item.state <> 2 AND (item.state = 0 OR item.due_at <= {now}) AND NOT EXISTS (
          SELECT FROM {schema}.queue_items AS earlier
          WHERE earlier.queue = item.queue AND earlier.key_hash = item.key_hash AND earlier.id < item.id AND earlier.state <> 0
            AND (earlier.state = 1 AND earlier.due_at > {now} OR earlier.state = 2 AND {deadBlocks}))
        """);

    private static NpgsqlParameter[] Key(QueueLane lane, DateTimeOffset now) =>
        [SqlValue.Text(lane.Queue), SqlValue.Int(lane.Lane), SqlValue.Text(lane.Owner), SqlValue.Long(lane.FencingToken), SqlValue.Time(now)];
}
