using Npgsql;

namespace Paracle.Store;

/// <summary>The journal's items, written and read within a session.</summary>
internal sealed class QueueTable(SqlIdentifier schema, DurableQueueOptions options)
{
    // A parameter of PostgreSQL holds at most 1 GiB, which 1,000 of the largest messages exceed.
    private const int MaxBytesAtOnce = 32 * 1024 * 1024;

    private readonly QueueSql _sql = new(schema);

    /// <summary>Appends in order and keeps the counts. Throws after it has written: its transaction must then not be committed.</summary>
    /// <exception cref="LimitExceededException">A queue is full.</exception>
    /// <exception cref="ConfigurationException">A queue holds items in another number of lanes.</exception>
    public async Task AppendAsync(PostgresSession session, IReadOnlyList<QueueMessage> messages, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string[] queues = [.. messages.Select(message => message.Queue).Distinct(StringComparer.Ordinal)];
        SqlStatement[] first = [_sql.Open(queues, options.Lanes)]; // in the first round trip: others wait for as long as the queue is held
        foreach (var part in Parts(messages))
        {
            var counts = await session.ReadAsync(
                [.. first, _sql.Append(part, options.Lanes, now)],
                static reader => (Queue: reader.GetString(0), Items: reader.GetInt64(1), Lanes: reader.GetInt32(2)),
                cancellationToken).ConfigureAwait(false);
            foreach (var count in counts)
            {
                RequireLanes(count.Queue, count.Lanes);
                RequireRoom(count.Queue, count.Items);
            }

            first = [];
        }
    }

    public static QueueItem Read(NpgsqlDataReader reader, string queue)
    {
        var message = new QueueMessage
        {
            Queue = queue,
            Tenant = new TenantId(reader.GetString(1)),
            Key = reader.GetString(2),
            IdempotencyKey = reader.GetString(3),
            Payload = reader.GetFieldValue<byte[]>(4),
        };
        return new QueueItem(reader.GetInt64(0), message, Columns.Time(reader, 5), reader.GetInt32(6), Columns.Text(reader, 7));
    }

    private static IEnumerable<List<QueueMessage>> Parts(IReadOnlyList<QueueMessage> messages)
    {
        var (part, bytes) = (new List<QueueMessage>(), 0L);
        foreach (var message in messages)
        {
            if (bytes + message.Payload.Length > MaxBytesAtOnce)
            {
                yield return part;
                (part, bytes) = ([], 0);
            }

            part.Add(message);
            bytes += message.Payload.Length;
        }

        yield return part;
    }

    private void RequireLanes(string queue, int lanes)
    {
        if (lanes != options.Lanes)
        {
            throw new ConfigurationException(
                $"Queue '{queue}' holds items in {lanes} lanes, and DurableQueueOptions.Lanes is {options.Lanes}. Set it back, or change it once the queue is empty.");
        }
    }

    private void RequireRoom(string queue, long items)
    {
        if (items > options.Capacity)
        {
            throw new LimitExceededException(
                ErrorCodes.QueueFull, $"Queue '{queue}' would hold {items} items; its capacity is {options.Capacity}. Drain it, or raise DurableQueueOptions.Capacity.");
        }
    }
}
