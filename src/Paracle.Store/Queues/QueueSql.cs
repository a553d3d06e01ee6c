namespace Paracle.Store;

/// <summary>What appending to a queue and managing its dead letters needs.</summary>
internal sealed class QueueSql(SqlIdentifier schema)
{
    public static readonly SqlText ItemColumns = new($"id, tenant, key, idempotency_key, payload, appended_at, attempts, last_error");

    // Locks the rows, in the order of their names: appends to a queue take turns, so that its count is exact and ids are committed in their order.
    // Makes those that are not there. An empty queue takes the number of lanes of whoever appends next.
    private readonly SqlText _open = new($"""
        INSERT INTO {schema}.queues AS queue (name, items, lanes) SELECT name, 0, $2 FROM unnest($1) AS name ORDER BY name
        ON CONFLICT (name) DO UPDATE SET lanes = CASE queue.items WHEN 0 THEN excluded.lanes ELSE queue.lanes END
        RETURNING name, items, lanes
        """);

    private readonly SqlText _findKnown = new($"""
        SELECT place FROM unnest($1) WITH ORDINALITY AS effect (hash, place)
        WHERE EXISTS (SELECT FROM {schema}.queue_items WHERE effect_hash = effect.hash)
        """);

    // Takes the turns that _open takes, and draws no id before: what is held gives the rows as they are once they are locked.
    // A notification makes all commits of the database take turns: it is sent only where somebody waits for one.
    // All or nothing. The check is strict, since it counts what is there already: where it fails, somebody has to look closer.
    private readonly SqlText _append = new($"""
        WITH new AS (
          SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY
            AS message (queue, lane, tenant, key, key_hash, idempotency_key, effect_hash, payload, place)
        ), held AS (
          SELECT name, items, lanes, awaited FROM {schema}.queues WHERE name = ANY ($13) ORDER BY name FOR NO KEY UPDATE
        ), unfit AS (
          SELECT FROM (SELECT queue, count(*) AS items FROM new GROUP BY queue) AS wanted LEFT JOIN held ON held.name = wanted.queue
          WHERE held.name IS NULL OR held.lanes <> $10 OR held.items + wanted.items > $11
        ), added AS (
          INSERT INTO {schema}.queue_items (queue, lane, tenant, key, key_hash, idempotency_key, effect_hash, payload, appended_at, due_at)
          SELECT queue, lane, tenant, key, key_hash, idempotency_key, effect_hash, payload, $9, $9 FROM new WHERE NOT EXISTS (SELECT FROM unfit) ORDER BY place
          ON CONFLICT (effect_hash) DO NOTHING
          RETURNING queue
        ), laned AS (
          INSERT INTO {schema}.queue_lanes (queue, lane)
          SELECT DISTINCT queue, lane FROM new WHERE NOT EXISTS (SELECT FROM unfit) ORDER BY queue, lane ON CONFLICT DO NOTHING
        ), counted AS (
          UPDATE {schema}.queues AS queue SET items = queue.items + count.items, awaited = false
          FROM (SELECT queue, count(*) AS items FROM added GROUP BY queue) AS count WHERE queue.name = count.queue
        )
        SELECT NOT EXISTS (SELECT FROM unfit), (SELECT count(pg_notify($12, name)) FROM held WHERE awaited AND NOT EXISTS (SELECT FROM unfit))
        """);

    private readonly SqlText _lock = new($"SELECT name FROM {schema}.queues WHERE name = $1 FOR UPDATE");

    private readonly SqlText _listDead = new($"""
        SELECT {ItemColumns} FROM {schema}.queue_items WHERE queue = $1 AND state = 2 AND id > $2 ORDER BY id LIMIT $3
        """);

    private readonly SqlText _revive = new($"UPDATE {schema}.queue_items SET state = 0, attempts = 0, due_at = $3 WHERE queue = $1 AND id = $2 AND state = 2");

    private readonly SqlText _discard = new($"""
        WITH gone AS (DELETE FROM {schema}.queue_items WHERE queue = $1 AND id = $2 AND state = 2 RETURNING id)
        UPDATE {schema}.queues SET items = items - 1 WHERE name = $1 AND EXISTS (SELECT FROM gone) RETURNING name
        """);

    private readonly SqlText _depth = new($"""
        SELECT
          coalesce((SELECT items FROM {schema}.queues WHERE name = $1), 0),
          (SELECT count(*) FROM {schema}.queue_items WHERE queue = $1 AND state = 2),
          (SELECT oldest.appended_at FROM {schema}.queue_lanes AS lane
           CROSS JOIN LATERAL (
             SELECT id, appended_at FROM {schema}.queue_items AS item
             WHERE item.queue = lane.queue AND item.lane = lane.lane AND item.state <> 2 ORDER BY item.id LIMIT 1) AS oldest
           WHERE lane.queue = $1 ORDER BY oldest.id LIMIT 1)
        """);

    public SqlStatement Open(IReadOnlyList<QueueRow> rows, int lanes) => new(_open, SqlValue.Texts(QueuesOf(rows)), SqlValue.Int(lanes));

    /// <summary>Gives the places, from 1, of the effects that are in the journal.</summary>
    public SqlStatement FindKnown(IReadOnlyList<QueueRow> rows) => new(_findKnown, SqlValue.ByteArrays([.. rows.Select(row => row.EffectHash)]));

    /// <summary>Gives true when the queues are there and the rows fit and were appended, those aside that are there already.</summary>
    public SqlStatement Append(IReadOnlyList<QueueRow> rows, DurableQueueOptions options, DateTimeOffset now) => new(
        _append,
        SqlValue.Texts([.. rows.Select(row => row.Message.Queue)]),
        SqlValue.Ints([.. rows.Select(row => row.Lane)]),
        SqlValue.Texts([.. rows.Select(row => row.Message.Tenant.Value)]),
        SqlValue.Texts([.. rows.Select(row => row.Message.Key)]),
        SqlValue.ByteArrays([.. rows.Select(row => row.KeyHash)]),
        SqlValue.Texts([.. rows.Select(row => row.Message.IdempotencyKey)]),
        SqlValue.ByteArrays([.. rows.Select(row => row.EffectHash)]),
        SqlValue.ByteArrays([.. rows.Select(row => row.Payload)]),
        SqlValue.Time(now),
        SqlValue.Int(options.Lanes),
        SqlValue.Long(options.Capacity),
        SqlValue.Text(schema.Name),
        SqlValue.Texts(QueuesOf(rows)));

    /// <summary>Takes the queue's turn. Whoever removes items takes it before them, as whoever appends does: no two wait for each other.</summary>
    public SqlStatement Lock(string queue) => new(_lock, SqlValue.Text(queue));

    public SqlStatement ListDead(string queue, long after, int limit) => new(_listDead, SqlValue.Text(queue), SqlValue.Long(after), SqlValue.Int(limit));

    public SqlStatement Revive(string queue, long id, DateTimeOffset now) => new(_revive, SqlValue.Text(queue), SqlValue.Long(id), SqlValue.Time(now));

    public SqlStatement Discard(string queue, long id) => new(_discard, SqlValue.Text(queue), SqlValue.Long(id));

    public SqlStatement Depth(string queue) => new(_depth, SqlValue.Text(queue));

    private static string[] QueuesOf(IReadOnlyList<QueueRow> rows) => [.. rows.Select(row => row.Message.Queue).Distinct(StringComparer.Ordinal)];
}
