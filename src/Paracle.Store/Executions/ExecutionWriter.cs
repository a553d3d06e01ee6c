using Npgsql;

namespace Paracle.Store;

/// <summary>
/// Group commit: a pipeline whose flush writes what came while the last one committed, in one statement. Every caller's task ends when its batch is
/// committed; a row that the server refuses fails alone.
/// </summary>
internal sealed class ExecutionWriter : IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly ExecutionMonths _months;
    private readonly Batcher<Execution, ExecutionWriteOutcome> _pipeline;
    private readonly ExecutionFold _fold = new(); // the flush's
    private readonly ExecutionColumns _columns; // the flush's
    private readonly ExecutionLookup _lookup; // the flush's
    private readonly Bisection _rows;
    private readonly Action<NpgsqlDataReader> _applied;

    public ExecutionWriter(
        PostgresDatabase database, ExecutionMonths months, BatcherOptions<Execution> bounds, TimeProvider timeProvider, BatcherInstruments instruments)
    {
        (_database, _months) = (database, months);
        _columns = new ExecutionColumns(database.Schema);
        _lookup = new ExecutionLookup(database.Schema);
        _rows = new Bisection(WriteAsync, _fold.Failed);
        _applied = row => _fold.Applied(row.GetGuid(0));
        _pipeline = new Batcher<Execution, ExecutionWriteOutcome>(TelemetryNames.StoreWritePipeline, FlushAsync, bounds, timeProvider, instruments);
    }

    public ValueTask<ExecutionWriteOutcome> WriteAsync(Execution execution, CancellationToken cancellationToken) =>
        _pipeline.EnqueueAsync(execution, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _pipeline.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private async Task FlushAsync(Batch<Execution, ExecutionWriteOutcome> batch, CancellationToken cancellationToken)
    {
        try
        {
            // Once, but for executions of two tenants with one id.
            while (_fold.Take(batch))
            {
                await _rows.WriteAsync(0, _fold.Count, cancellationToken).ConfigureAwait(false);
                _fold.Settle(batch);
            }
        }
        finally
        {
            _fold.Clear();
            _columns.Clear();
        }
    }

    // A host that makes no months still writes those of the batch that have one.
    private async Task WriteAsync(int first, int count, CancellationToken cancellationToken)
    {
        try
        {
            await WriteRowsAsync(first, count, cancellationToken).ConfigureAwait(false);
        }
        catch (ParacleException exception) when (PostgresErrors.IsMissingPartition(exception.InnerException))
        {
            await _months.EnsureAsync(_fold.TimesOf(first, count), cancellationToken).ConfigureAwait(false);
            await WriteRowsAsync(first, count, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<bool> WriteRowsAsync(int first, int count, CancellationToken cancellationToken)
    {
        _columns.Fill(_fold.Rows(first, count));
        var isRepeated = false;
        return _database.RunAsync(
            "executions.write",
            async (session, token) =>
            {
                var mayHaveBeenSent = isRepeated;
                isRepeated = true;
                _fold.Unapply(first, count); // of an attempt whose rows came and whose commit did not
                await _columns.WriteAsync(session, _applied, token).ConfigureAwait(false);
                if (mayHaveBeenSent)
                {
                    await FindOwnAsync(session, first, count, token).ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken);
    }

    // A write whose acknowledgement was lost is sent again and meets itself: that is no other write that came before it.
    private async Task FindOwnAsync(PostgresSession session, int first, int count, CancellationToken cancellationToken)
    {
        var rows = _fold.Unapplied(first, count);
        if (rows.Count == 0)
        {
            return;
        }

        _lookup.Take([.. rows.Select(row => new ExecutionKey(row.Tenant, row.Id))]);
        await session.ScanAsync(
            _lookup.Statement,
            reader =>
            {
                var row = rows[(int)reader.GetInt64(0) - 1];
                if (ExecutionTable.Read(reader, row.Tenant, firstColumn: 1) == row)
                {
                    _fold.Applied(row.Id.Value);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }
}
