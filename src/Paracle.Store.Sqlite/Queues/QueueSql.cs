namespace Paracle.Store.Sqlite;

/// <summary>What appending and managing a queue needs.</summary>
internal static class QueueSql
{
    public const string ItemColumns = "id, tenant, key, idempotency_key, payload, appended_at, attempts, last_error";

    public const string Append = """
        INSERT INTO queue_item (queue, lane, tenant, key, idempotency_key, payload, appended_at, due_at)
        VALUES ($queue, $lane, $tenant, $key, $idempotency_key, $payload, $now, $now)
        ON CONFLICT (queue, tenant, idempotency_key) DO NOTHING
        """;

    // An empty queue takes the number of lanes of whoever appends next.
    public const string Count = """
        INSERT INTO queue (name, lanes, items) VALUES ($queue, $lanes, $added)
        ON CONFLICT (name) DO UPDATE SET lanes = CASE items WHEN 0 THEN excluded.lanes ELSE lanes END, items = items + excluded.items
        RETURNING lanes, items
        """;

    public const string Discount = "UPDATE queue SET items = items - $removed WHERE name = $queue";

    public const string ListDead = $"SELECT {ItemColumns} FROM queue_item WHERE queue = $queue AND state = 2 AND id > $after ORDER BY id LIMIT $limit";

    public const string Revive = """
        UPDATE queue_item SET state = 0, attempts = 0, due_at = $now WHERE id = $id AND queue = $queue AND state = 2
        """;

    public const string Discard = "DELETE FROM queue_item WHERE id = $id AND queue = $queue AND state = 2";

    public const string Depth = $"""
        {LaneSql.WithOccupiedLanes}
        SELECT
          coalesce((SELECT items FROM queue WHERE name = $queue), 0),
          (SELECT count(*) FROM queue_item WHERE queue = $queue AND state = 2),
          (SELECT appended_at FROM queue_item WHERE id =
            (SELECT min((SELECT min(id) FROM queue_item WHERE queue = $queue AND lane = occupied.lane AND state <> 2)) FROM occupied WHERE lane IS NOT NULL))
        """;
}
