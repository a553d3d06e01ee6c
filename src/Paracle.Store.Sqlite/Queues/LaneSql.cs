namespace Paracle.Store.Sqlite;

/// <summary>What leasing a lane and working in it needs.</summary>
internal static class LaneSql
{
    /// <summary>The lanes that hold items, one jump in the index for each: DISTINCT would read every item.</summary>
    public const string WithOccupiedLanes = """
        WITH RECURSIVE occupied (lane) AS (
          SELECT min(lane) FROM queue_item WHERE queue = $queue AND state <> 2
          UNION ALL
          SELECT (SELECT min(lane) FROM queue_item WHERE queue = $queue AND state <> 2 AND lane > occupied.lane) FROM occupied WHERE lane IS NOT NULL
        )
        """;

    // Due, and not behind an earlier item of its key that waits for its retry or blocks as a dead letter.
    private const string Readable = """
        item.state <> 2 AND item.due_at <= $now AND NOT EXISTS (
          SELECT 1 FROM queue_item AS earlier
          WHERE earlier.queue = item.queue AND earlier.tenant = item.tenant AND earlier.key = item.key AND earlier.id < item.id AND earlier.state <> 0
            AND (earlier.state = 1 AND earlier.due_at > $now OR earlier.state = 2 AND $dead_blocks))
        """;

    private const string IsHeld = "queue = $queue AND lane = $lane AND owner = $owner AND token = $token AND expires_at > $now";

    /// <summary>The free lane whose first readable item has waited longest.</summary>
    public const string FindWork = $"""
        {WithOccupiedLanes}
        SELECT item.lane FROM occupied JOIN queue_item AS item ON item.id =
          (SELECT item.id FROM queue_item AS item WHERE item.queue = $queue AND item.lane = occupied.lane AND {Readable} ORDER BY item.id LIMIT 1)
        WHERE NOT EXISTS (SELECT 1 FROM queue_lane AS held WHERE held.queue = $queue AND held.lane = occupied.lane AND held.expires_at > $now)
        ORDER BY item.due_at, item.id LIMIT 1
        """;

    public const string Lease = """
        INSERT INTO queue_lane (queue, lane, owner, token, expires_at) VALUES ($queue, $lane, $owner, 1, $expires_at)
        ON CONFLICT (queue, lane) DO UPDATE SET owner = excluded.owner, token = token + 1, expires_at = excluded.expires_at
        RETURNING token
        """;

    public const string Holds = $"SELECT 1 FROM queue_lane WHERE {IsHeld}";
    public const string Renew = $"UPDATE queue_lane SET expires_at = $expires_at WHERE {IsHeld}";
    public const string Release = $"UPDATE queue_lane SET expires_at = 0 WHERE {IsHeld}";

    public const string Read = $"""
        SELECT {QueueSql.ItemColumns} FROM queue_item AS item
        WHERE item.queue = $queue AND item.lane = $lane AND {Readable} ORDER BY item.id LIMIT $limit
        """;

    public const string Complete = "DELETE FROM queue_item WHERE id = $id AND queue = $queue AND lane = $lane AND state <> 2";

    public const string Retry = """
        UPDATE queue_item SET state = 1, attempts = attempts + 1, due_at = $due_at, last_error = $error
        WHERE id = $id AND queue = $queue AND lane = $lane AND state <> 2
        """;

    public const string Bury = """
        UPDATE queue_item SET state = 2, attempts = attempts + 1, last_error = $error
        WHERE id = $id AND queue = $queue AND lane = $lane AND state <> 2
        """;
}
