using Npgsql;

namespace Paracle.Torture.Stores;

/// <summary>
/// A sink as <see cref="IDurableQueue"/> asks for: in one transaction of its own it refuses a smaller fencing token, records the idempotency key and takes
/// effect. The effect of a message is to be counted for its key, and to be the one after the last.
/// </summary>
internal sealed class EffectSink(NpgsqlDataSource database)
{
    /// <summary>The tables.</summary>
    public const string Schema = """
        CREATE SCHEMA sink;
        CREATE TABLE sink.lanes (lane int PRIMARY KEY, token bigint NOT NULL);
        CREATE TABLE sink.effects (effect text PRIMARY KEY);
        CREATE TABLE sink.totals (key text PRIMARY KEY, applied bigint NOT NULL, last bigint NOT NULL, disordered bigint NOT NULL);
        """;

    private const string Enter = """
        INSERT INTO sink.lanes AS held (lane, token) VALUES ($1, $2)
        ON CONFLICT (lane) DO UPDATE SET token = excluded.token WHERE held.token <= excluded.token RETURNING lane
        """;

    private const string Apply = """
        WITH recorded AS (INSERT INTO sink.effects (effect) VALUES ($1) ON CONFLICT DO NOTHING RETURNING effect)
        INSERT INTO sink.totals AS total (key, applied, last, disordered) SELECT $2, 1, $3, CASE $3 WHEN 1 THEN 0 ELSE 1 END FROM recorded
        ON CONFLICT (key) DO UPDATE SET applied = total.applied + 1, last = excluded.last,
          disordered = total.disordered + CASE excluded.last WHEN total.last + 1 THEN 0 ELSE 1 END
        """;

    /// <summary>Applies items, all or none.</summary>
    /// <returns>How many of them had taken effect before, or null when a newer lease has been here.</returns>
    /// <exception cref="UnavailableException">The database is away; whether they took effect is not known.</exception>
    public async Task<int?> ApplyAsync(QueueLane lane, IReadOnlyList<QueueItem> items, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var enter = new NpgsqlCommand(Enter, connection) { Parameters = { new() { Value = lane.Lane }, new() { Value = lane.FencingToken } } };
            if (await enter.ExecuteScalarAsync(cancellationToken) is null)
            {
                return null;
            }

            await using var batch = new NpgsqlBatch(connection);
            foreach (var message in items.Select(item => item.Message))
            {
                var number = BitConverter.ToInt64(message.Payload.Span);
                batch.BatchCommands.Add(new(Apply) { Parameters = { new() { Value = message.IdempotencyKey }, new() { Value = message.Key }, new() { Value = number } } });
            }

            var applied = await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return items.Count - applied;
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException)
        {
            throw new UnavailableException("The sink's database is away.", exception);
        }
    }
}
