using Npgsql;

namespace Paracle.Store;

/// <summary>The journal's items, written and read within a session.</summary>
internal sealed class QueueTable(SqlIdentifier schema, DurableQueueOptions options)
{
    /// <summary>The most that goes into one statement: a parameter of PostgreSQL holds at most 1 GiB, which 1,000 of the largest messages exceed.</summary>
    public const int MaxWeightAtOnce = 8 * 1024 * 1024;

    private readonly QueueSql _sql = new(schema);

    /// <summary>Appends in order, in one statement.</summary>
    /// <returns>False when nothing was appended: it is too heavy for one statement, a queue is new, or some of it may not fit.</returns>
    public async Task<bool> TryAppendAsync(
        PostgresSession session, IReadOnlyList<QueueAppend> appends, DateTimeOffset now, CancellationToken cancellationToken)
    {
        QueueRow[] rows = [.. appends.SelectMany(append => append.Rows)];
        return rows.Sum(static row => row.Weight) <= MaxWeightAtOnce
            && await AppendAsync(session, rows, now, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Appends those that fit, in order, whatever their weight.</summary>
    /// <returns>Why the others do not, and their indexes.</returns>
    public async Task<List<(int Index, ParacleException Refusal)>> AppendFittingAsync(
        PostgresSession session, IReadOnlyList<QueueAppend> appends, DateTimeOffset now, CancellationToken cancellationToken)
    {
        QueueRow[] rows = [.. appends.SelectMany(append => append.Rows)];
        var states = await session.ReadAsync(
            _sql.Open(rows, options.Lanes), static reader => new QueueState(reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2)), cancellationToken).ConfigureAwait(false);
        var admission = new QueueAdmission(states, options);
        foreach (var place in await session.ReadAsync(_sql.FindKnown(rows), static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false))
        {
            admission.Know(rows[place - 1].Message);
        }

        var refusals = appends.Select((append, index) => (Index: index, Refusal: admission.Admit(append))).Where(append => append.Refusal is not null).ToList();
        foreach (var part in Parts(admission.Rows)) // which fit: the queues' rows have been locked since they were counted
        {
            await AppendAsync(session, part, now, cancellationToken).ConfigureAwait(false);
        }

        return refusals!;
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

    public static async Task<QueueDepth> CountAsync(PostgresSession session, SqlStatement depth, CancellationToken cancellationToken)
    {
        var depths = await session.ReadAsync(
            depth, static reader => new QueueDepth(reader.GetInt64(0) - reader.GetInt64(1), reader.GetInt64(1), Columns.TimeOrNull(reader, 2)), cancellationToken)
            .ConfigureAwait(false);
        return depths.Single();
    }

    private async Task<bool> AppendAsync(PostgresSession session, IReadOnlyList<QueueRow> rows, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var fits = await session.ReadAsync(_sql.Append(rows, options, now), static reader => reader.GetBoolean(0), cancellationToken).ConfigureAwait(false);
        return fits.Single();
    }

    private static IEnumerable<List<QueueRow>> Parts(IReadOnlyList<QueueRow> rows)
    {
        var (part, weight) = (new List<QueueRow>(), 0L);
        foreach (var row in rows)
        {
            if (part.Count > 0 && weight + row.Weight > MaxWeightAtOnce)
            {
                yield return part;
                (part, weight) = ([], 0);
            }

            part.Add(row);
            weight += row.Weight;
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }
}
