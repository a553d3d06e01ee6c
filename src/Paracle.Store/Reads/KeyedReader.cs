using System.Runtime.InteropServices;
using Npgsql;

namespace Paracle.Store;

/// <summary>A pipeline whose flush reads what was asked for while the last one ran, each key once.</summary>
internal sealed class KeyedReader<TKey, TResult> : IAsyncDisposable
    where TKey : struct, IEquatable<TKey>
{
    private readonly string _operation;
    private readonly PostgresDatabase _database;
    private readonly IKeyedQuery<TKey, TResult> _query;
    private readonly Batcher<TKey, TResult> _pipeline;
    private readonly Func<PostgresSession, CancellationToken, Task<bool>> _readAll; // one delegate for all flushes
    private readonly Action<NpgsqlDataReader> _read;

    // The flush's.
    private readonly Dictionary<TKey, int> _places = [];
    private readonly List<TKey> _keys = [];
    private readonly List<TResult> _results = [];
    private readonly Dictionary<int, ParacleException> _errors = [];

    public KeyedReader(
        string operation, PostgresDatabase database, IKeyedQuery<TKey, TResult> query, BatcherOptions<TKey> bounds, TimeProvider timeProvider, BatcherInstruments instruments)
    {
        (_operation, _database, _query, _readAll, _read) = (operation, database, query, ReadAsync, Read);
        _pipeline = new Batcher<TKey, TResult>(TelemetryNames.StoreReadPipeline, FlushAsync, bounds, timeProvider, instruments);
    }

    public ValueTask<TResult> ReadAsync(TKey key, CancellationToken cancellationToken) => _pipeline.EnqueueAsync(key, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _pipeline.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private async Task FlushAsync(Batch<TKey, TResult> batch, CancellationToken cancellationToken)
    {
        try
        {
            Take(batch);
            if (_keys.Count > 0)
            {
                _query.Take(_keys);
                await _database.RunAsync(_operation, _readAll, cancellationToken).ConfigureAwait(false);
                Settle(batch);
            }
        }
        finally
        {
            _places.Clear();
            _keys.Clear();
            _results.Clear();
            _errors.Clear();
        }
    }

    private void Take(Batch<TKey, TResult> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.IsWaiting(i) && _places.TryAdd(batch[i], _keys.Count))
            {
                _keys.Add(batch[i]);
            }
        }
    }

    private async Task<bool> ReadAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        // Anew for each attempt: one that broke off has read some rows already.
        _errors.Clear();
        CollectionsMarshal.SetCount(_results, _keys.Count);
        CollectionsMarshal.AsSpan(_results).Fill(_query.Nothing);
        await session.ScanAsync(_query.Statement, _read, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private void Read(NpgsqlDataReader row)
    {
        var place = (int)row.GetInt64(0) - 1;
        try
        {
            _results[place] = _query.Read(row, _keys[place], _results[place]);
        }
        catch (ParacleException exception)
        {
            _errors[place] = exception; // a row that cannot be read must not fail those who asked for others
        }
    }

    private void Settle(Batch<TKey, TResult> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            // One who had left when the keys were taken has none, unless another asked for the same.
            if (!_places.TryGetValue(batch[i], out var place))
            {
                continue;
            }

            if (_errors.TryGetValue(place, out var error))
            {
                batch.SetException(i, error);
            }
            else
            {
                batch.SetResult(i, _results[place]);
            }
        }
    }
}
