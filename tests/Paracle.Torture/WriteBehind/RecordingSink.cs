using Npgsql;

namespace Paracle.Torture.WriteBehind;

/// <summary>
/// A sink as <see cref="IWriteBehindSink{T}"/> asks for: in one transaction it refuses a smaller fencing token, records the names of all writes that an
/// item stands for, and takes effect unless the item's own was recorded already. Each effect is noted, so that a second one is seen.
/// </summary>
internal sealed class RecordingSink(NpgsqlDataSource database, WorkerVoice voice) : IWriteBehindSink<NumberedValue>
{
    /// <summary>The tables.</summary>
    public const string Schema = """
        CREATE SCHEMA sink;
        CREATE TABLE sink.lanes (lane int PRIMARY KEY, token bigint NOT NULL);
        CREATE TABLE sink.names (name text PRIMARY KEY);
        CREATE TABLE sink.effects (number bigint NOT NULL, key text NOT NULL, name text NOT NULL);
        CREATE TABLE sink.rows (key text PRIMARY KEY, number bigint NOT NULL, disordered bigint NOT NULL);
        CREATE TABLE sink.repeated (items bigint NOT NULL);
        """;

    private const string Enter = """
        INSERT INTO sink.lanes AS held (lane, token) VALUES ($1, $2)
        ON CONFLICT (lane) DO UPDATE SET token = excluded.token WHERE held.token <= excluded.token RETURNING lane
        """;

    private const string Apply = """
        WITH recorded AS (INSERT INTO sink.names (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING name),
          superseded AS (INSERT INTO sink.names (name) SELECT unnest($2) WHERE EXISTS (SELECT FROM recorded) ON CONFLICT DO NOTHING),
          repeated AS (INSERT INTO sink.repeated (items) SELECT 1 WHERE NOT EXISTS (SELECT FROM recorded)),
          effect AS (INSERT INTO sink.effects (number, key, name) SELECT $4, $3, name FROM recorded)
        INSERT INTO sink.rows AS row (key, number, disordered) SELECT $3, $4, 0 FROM recorded
        ON CONFLICT (key) DO UPDATE SET number = excluded.number, disordered = row.disordered + CASE WHEN excluded.number > row.number THEN 0 ELSE 1 END
        """;

    // After the effect and before anybody hears of it: where a kill hurts most.
    private static readonly TimeSpan LateAnswer = TimeSpan.FromMilliseconds(25);

    public async Task WriteAsync(WriteBehindBatch<NumberedValue> batch, CancellationToken cancellationToken)
    {
        try
        {
            await WriteInTransactionAsync(batch, cancellationToken);
        }
        catch (NpgsqlException exception) when (exception.InnerException is IOException or TimeoutException)
        {
            throw new UnavailableException("The sink's database is away.", exception);
        }

        voice.SayWorking();
        await Task.Delay(LateAnswer, TimeProvider.System, cancellationToken);
    }

    private async Task WriteInTransactionAsync(WriteBehindBatch<NumberedValue> batch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var enter = new NpgsqlCommand(Enter, connection) { Parameters = { new() { Value = batch.Lane.Lane }, new() { Value = batch.Lane.FencingToken } } };
        if (await enter.ExecuteScalarAsync(cancellationToken) is null)
        {
            throw new InvalidOperationException("A newer lease has been here.");
        }

        await using var writes = new NpgsqlBatch(connection);
        foreach (var item in batch.Items)
        {
            writes.BatchCommands.Add(new(Apply)
            {
                Parameters =
                {
                    new() { Value = item.IdempotencyKey },
                    new NpgsqlParameter<string[]> { TypedValue = [.. item.Superseded] },
                    new() { Value = item.Key },
                    new() { Value = item.Value!.Number },
                },
            });
        }

        await writes.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
