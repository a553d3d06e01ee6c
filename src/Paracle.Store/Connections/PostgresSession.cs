using System.Runtime.CompilerServices;
using Npgsql;

namespace Paracle.Store;

/// <summary>An open connection, used by one caller at a time. Statements given together take one round trip, and without a transaction are one.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, TimeSpan commandTimeout)
{
    /// <summary>The backend that answered when the connection was opened: behind a pooler, none that there is.</summary>
    public int BackendId => connection.ProcessID;

    /// <summary>Whether the line still stands.</summary>
    public bool IsOpen => connection.State == System.Data.ConnectionState.Open;

    private int Seconds => (int)Math.Ceiling(commandTimeout.TotalSeconds);

    /// <summary>Reads every row of a query.</summary>
    public Task<List<TRow>> ReadAsync<TRow>(SqlStatement query, Func<NpgsqlDataReader, TRow> read, CancellationToken cancellationToken) =>
        ReadAsync([query], read, cancellationToken);

    /// <summary>Runs statements, each of which gives rows, and reads those of the last.</summary>
    public async Task<List<TRow>> ReadAsync<TRow>(SqlStatement[] statements, Func<NpgsqlDataReader, TRow> read, CancellationToken cancellationToken)
    {
        var batch = Batch(statements);
        await using var disposal = batch.ConfigureAwait(false);
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        for (var i = 1; i < statements.Length; i++)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Runs a kept statement and shows each of its rows.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ScanAsync(KeptStatement statement, Action<NpgsqlDataReader> row, CancellationToken cancellationToken)
    {
        try
        {
            var reader = await statement.Over(connection, Seconds).ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    row(reader);
                }
            }

            statement.Release();
        }
        catch
        {
            statement.Abandon();
            throw;
        }
    }

    /// <summary>Whether a query gives a row.</summary>
    public async Task<bool> IsThereAsync(SqlStatement query, CancellationToken cancellationToken) =>
        (await ReadAsync(query, static _ => true, cancellationToken).ConfigureAwait(false)).Count > 0;

    /// <summary>Runs a statement and counts the rows it changed.</summary>
    public async Task<int> ExecuteAsync(SqlStatement statement, CancellationToken cancellationToken)
    {
        var batch = Batch([statement]);
        await using var disposal = batch.ConfigureAwait(false);
        return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a script of several statements without values.</summary>
    public async Task RunAsync(SqlScript script, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(script.Text, connection) { CommandTimeout = Seconds };
        await using var disposal = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private NpgsqlBatch Batch(SqlStatement[] statements)
    {
        var batch = new NpgsqlBatch(connection) { Timeout = Seconds };
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(statement.Text.Value);
            foreach (var value in statement.Values)
            {
                command.Parameters.Add(value);
            }

            batch.BatchCommands.Add(command);
        }

        return batch;
    }
}
