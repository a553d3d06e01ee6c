using Microsoft.Data.Sqlite;

namespace Paracle.Store.Sqlite;

/// <summary>
/// Group commit: the one connection that writes, fed by a pipeline. A transaction takes what came while the last one ran; each caller's task ends
/// when its transaction is committed, and an item that fails changes nothing and harms no neighbour.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly Lock _gate = new(); // guards _isFlushing and _isClosed: who comes last closes the session
    private readonly SqliteFile _file;
    private readonly SqliteSession _session;
    private readonly Batcher<StoreWrite, bool> _pipeline;
    private readonly List<(int Index, Exception Error)> _failures = []; // the flush's
    private bool _isFlushing;
    private bool _isClosed;

    public SqliteWriter(SqliteFile file, SqliteSession session, SqliteStoreOptions options, TimeProvider timeProvider, BatcherInstruments instruments)
    {
        _file = file;
        _session = session;
        var bounds = new BatcherOptions<StoreWrite>
        {
            Capacity = options.WriteCapacity,
            Overflow = options.WriteOverflow,
            MaxBatchSize = options.MaxWriteBatchSize,
            DrainTimeout = options.DrainTimeout,
        };
        _pipeline = new Batcher<StoreWrite, bool>(TelemetryNames.SqliteWritePipeline, FlushAsync, bounds, timeProvider, instruments);
    }

    public async ValueTask<TResult> WriteAsync<TResult>(StoreWrite<TResult> write, CancellationToken cancellationToken)
    {
        await _pipeline.EnqueueAsync(write, cancellationToken).ConfigureAwait(false);
        return write.Result;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _pipeline.StopAsync(cancellationToken);

    /// <summary>Closes the connection, or lets the transaction under way do so at its end: a stop must not wait longer than its patience.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            if (_isFlushing)
            {
                return;
            }
        }

        _session.Dispose();
    }

    // SQLite has no asynchronous calls. The flush runs on the pipeline's one loop, which has nothing else to do meanwhile.
    private Task FlushAsync(Batch<StoreWrite, bool> batch, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            Commit(batch);
        }
        catch (SqliteException exception)
        {
            throw _file.Wrap(exception, "Writing to");
        }
        finally
        {
            Leave();
        }

        // Only now: an item may have failed over what a neighbour wrote, which counts once it is committed.
        foreach (var (index, error) in _failures)
        {
            batch.SetException(index, error);
        }

        for (var i = 0; i < batch.Count; i++)
        {
            batch.SetResult(i, true); // counts for those that have not failed
        }

        return Task.CompletedTask;
    }

    private void Enter()
    {
        lock (_gate)
        {
            _isFlushing = !_isClosed;
            if (_isClosed)
            {
                throw new UnavailableException("The SQLite store was closed before the write's turn. Start the host again and repeat the write.");
            }
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _isFlushing = false;
            if (!_isClosed)
            {
                return;
            }
        }

        _session.Dispose();
    }

    private void Commit(Batch<StoreWrite, bool> batch)
    {
        _failures.Clear();
        _session.Execute(TransactionSql.Begin);
        try
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.IsWaiting(i))
                {
                    Apply(batch[i], i);
                }
            }

            _session.Execute(TransactionSql.Commit);
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    private void Apply(StoreWrite write, int index)
    {
        if (!write.IsAtomic)
        {
            _session.Execute(TransactionSql.BeginItem);
        }

        try
        {
            write.Apply(_session);
        }
        catch (Exception exception) when (IsItsOwn(exception))
        {
            if (!write.IsAtomic)
            {
                _session.Execute(TransactionSql.UndoItem);
            }

            _failures.Add((index, exception is SqliteException own ? _file.Wrap(own, "Writing to") : exception));
            return;
        }

        if (!write.IsAtomic)
        {
            _session.Execute(TransactionSql.KeepItem);
        }
    }

    // Other errors of SQLite (lock, disk, damage) concern the whole transaction, which they may have rolled back already.
    private static bool IsItsOwn(Exception exception) =>
        exception is not SqliteException sqlite || (SqliteResult)sqlite.SqliteErrorCode is SqliteResult.Constraint or SqliteResult.Mismatch or SqliteResult.TooBig;

    private void Rollback()
    {
        try
        {
            _session.Execute(TransactionSql.Rollback);
        }
        catch (SqliteException)
        {
            // SQLite rolled back by itself; the error that made it do so is on its way to the callers.
        }
    }
}
