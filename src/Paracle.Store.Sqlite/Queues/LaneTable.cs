namespace Paracle.Store.Sqlite;

/// <summary>The leases of lanes and the work under them, within a session.</summary>
internal static class LaneTable
{
    /// <summary>The free lane to work in next, or null when nothing is due.</summary>
    public static int? FindWork(SqliteSession session, string queue, DeadLetterMode deadLetters, long now) => (int?)(long?)session.Scalar(
        LaneSql.FindWork, ("$queue", queue), ("$now", now), ("$dead_blocks", deadLetters == DeadLetterMode.BlockKey));

    public static QueueLane Lease(SqliteSession session, string queue, int lane, string owner, long expiresAt)
    {
        var token = (long)session.Scalar(LaneSql.Lease, ("$queue", queue), ("$lane", lane), ("$owner", owner), ("$expires_at", expiresAt))!;
        return new QueueLane(queue, lane, owner, token, DateTimeOffset.FromUnixTimeMilliseconds(expiresAt));
    }

    public static bool Renew(SqliteSession session, QueueLane lane, long expiresAt, long now) =>
        session.Execute(LaneSql.Renew, [.. Held(lane, now), ("$expires_at", expiresAt)]) == 1;

    public static bool Release(SqliteSession session, QueueLane lane, long now) => session.Execute(LaneSql.Release, Held(lane, now)) == 1;

    public static void RequireHeld(SqliteSession session, QueueLane lane, long now)
    {
        if (session.Scalar(LaneSql.Holds, Held(lane, now)) is null)
        {
            throw LeaseLostException.Of(lane);
        }
    }

    public static List<QueueItem> Read(SqliteSession session, QueueLane lane, DeadLetterMode deadLetters, int maxItems, long now)
    {
        RequireHeld(session, lane, now);
        using var reader = session.Query(
            LaneSql.Read,
            ("$queue", lane.Queue),
            ("$lane", lane.Lane),
            ("$now", now),
            ("$dead_blocks", deadLetters == DeadLetterMode.BlockKey),
            ("$limit", maxItems));
        return QueueTable.Read(reader, lane.Queue);
    }

    /// <summary>Removes items whose effect is done. No step after the first write can fail for a reason of its own.</summary>
    public static bool Complete(SqliteSession session, QueueLane lane, IReadOnlyList<long> ids, long now)
    {
        RequireHeld(session, lane, now);
        var removed = 0L;
        foreach (var id in ids)
        {
            removed += session.Execute(LaneSql.Complete, ("$id", id), ("$queue", lane.Queue), ("$lane", lane.Lane));
        }

        QueueTable.Discount(session, lane.Queue, removed);
        return removed > 0;
    }

    public static bool Retry(SqliteSession session, QueueLane lane, long id, long dueAt, string error, long now)
    {
        RequireHeld(session, lane, now);
        return session.Execute(LaneSql.Retry, ("$id", id), ("$queue", lane.Queue), ("$lane", lane.Lane), ("$due_at", dueAt), ("$error", error)) == 1;
    }

    public static bool Bury(SqliteSession session, QueueLane lane, long id, string error, long now)
    {
        RequireHeld(session, lane, now);
        return session.Execute(LaneSql.Bury, ("$id", id), ("$queue", lane.Queue), ("$lane", lane.Lane), ("$error", error)) == 1;
    }

    private static (string Name, object? Value)[] Held(QueueLane lane, long now) =>
        [("$queue", lane.Queue), ("$lane", lane.Lane), ("$owner", lane.Owner), ("$token", lane.FencingToken), ("$now", now)];
}
