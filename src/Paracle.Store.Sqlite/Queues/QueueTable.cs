using Microsoft.Data.Sqlite;

namespace Paracle.Store.Sqlite;

/// <summary>The journal's items, written and read within a session.</summary>
internal static class QueueTable
{
    /// <summary>Appends in order and keeps the counts. Throws after it has written: its work needs a savepoint.</summary>
    public static void Append(SqliteSession session, IReadOnlyList<QueueMessage> messages, DurableQueueOptions options, long now)
    {
        var added = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            added[message.Queue] = added.GetValueOrDefault(message.Queue) + Append(session, message, options.Lanes, now);
        }

        foreach (var (queue, count) in added)
        {
            Count(session, queue, count, options);
        }
    }

    public static void Discount(SqliteSession session, string queue, long removed)
    {
        if (removed > 0)
        {
            session.Execute(QueueSql.Discount, ("$removed", removed), ("$queue", queue));
        }
    }

    public static List<QueueItem> Read(SqliteDataReader reader, string queue)
    {
        var items = new List<QueueItem>();
        while (reader.Read())
        {
            var message = new QueueMessage
            {
                Queue = queue,
                Tenant = new TenantId(reader.GetString(1)),
                Key = reader.GetString(2),
                IdempotencyKey = reader.GetString(3),
                Payload = reader.GetFieldValue<byte[]>(4),
            };
            items.Add(new QueueItem(
                reader.GetInt64(0), message, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)), reader.GetInt32(6), Columns.Text(reader, 7)));
        }

        return items;
    }

    private static int Append(SqliteSession session, QueueMessage message, int lanes, long now) => session.Execute(
        QueueSql.Append,
        ("$queue", message.Queue),
        ("$lane", QueueLanes.LaneOf(message.Tenant, message.Key, lanes)),
        ("$tenant", message.Tenant.Value),
        ("$key", message.Key),
        ("$idempotency_key", message.IdempotencyKey),
        ("$payload", message.Payload.ToArray()),
        ("$now", now));

    private static void Count(SqliteSession session, string queue, long added, DurableQueueOptions options)
    {
        using var reader = session.Query(QueueSql.Count, ("$queue", queue), ("$lanes", options.Lanes), ("$added", added));
        reader.Read();
        var (lanes, items) = (reader.GetInt32(0), reader.GetInt64(1));
        if (lanes != options.Lanes)
        {
            throw new ConfigurationException(
                $"Queue '{queue}' holds items in {lanes} lanes, and DurableQueueOptions.Lanes is {options.Lanes}. Set it back, or change it once the queue is empty.");
        }

        if (added > 0 && items > options.Capacity)
        {
            throw new LimitExceededException(
                ErrorCodes.QueueFull, $"Queue '{queue}' would hold {items} items; its capacity is {options.Capacity}. Drain it, or raise DurableQueueOptions.Capacity.");
        }
    }
}
