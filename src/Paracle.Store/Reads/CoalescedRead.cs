namespace Paracle.Store;

/// <summary>
/// Turns reads that come while others are under way into one round trip, and equal ones into one key. A read sees all that was committed before it
/// was asked for, as it would alone.
/// </summary>
internal sealed class CoalescedRead<TKey, TResult>(
    string operation,
    PostgresDatabase database,
    Func<IKeyedQuery<TKey, TResult>> query,
    PostgresStoreOptions options,
    TimeProvider timeProvider,
    BatcherInstruments instruments) : ICoalescedRead
    where TKey : struct, IEquatable<TKey>
{
    private readonly Lock _lock = new();
    private volatile KeyedReader<TKey, TResult>[]? _readers;

    public ValueTask<TResult> ReadAsync(TKey key, CancellationToken cancellationToken)
    {
        database.RequireOpen();
        if (!options.CoalesceReads)
        {
            return new ValueTask<TResult>(ReadAloneAsync(key, cancellationToken));
        }

        var readers = _readers ?? Start();
        return readers[(uint)key.GetHashCode() % (uint)readers.Length].ReadAsync(key, cancellationToken); // equal keys meet in one reader
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        KeyedReader<TKey, TResult>[] readers;
        lock (_lock)
        {
            readers = _readers ?? [];
            _readers = null;
        }

        await Task.WhenAll(readers.Select(reader => reader.StopAsync(cancellationToken))).ConfigureAwait(false);
    }

    private Task<TResult> ReadAloneAsync(TKey key, CancellationToken cancellationToken) => database.RunAsync(
        operation,
        async (session, token) =>
        {
            var own = query();
            var result = own.Nothing;
            own.Take([key]);
            await session.ScanAsync(own.Statement, row => result = own.Read(row, key, result), token).ConfigureAwait(false);
            return result;
        },
        cancellationToken);

    // On first use: a store that was stopped may be started again, and its pipelines cannot.
    private KeyedReader<TKey, TResult>[] Start()
    {
        lock (_lock)
        {
            return _readers ??= [.. Enumerable.Range(0, Math.Min(options.Readers, options.MaxPoolSize)).Select(_ => CreateReader())];
        }
    }

    private KeyedReader<TKey, TResult> CreateReader()
    {
        var bounds = new BatcherOptions<TKey>
        {
            Capacity = options.ReadCapacity,
            MaxBatchSize = options.MaxReadBatchSize,
            DrainTimeout = options.DrainTimeout,
        };
        return new KeyedReader<TKey, TResult>(operation, database, query(), bounds, timeProvider, instruments);
    }
}
