namespace Paracle.Benchmarks.Stores;

/// <summary>Rows that are in the store, a second apart, read in an order that jumps about.</summary>
internal sealed class KnownRows
{
    private const int Stride = 7_919; // prime, so that every row has its turn

    private readonly ExecutionId[] _ids;
    private int _turn;

    public KnownRows(DateTimeOffset from, int count)
    {
        From = from;
        _ids = [.. Enumerable.Range(0, count).Select(second => SampleRows.IdAt(from.AddSeconds(second)))];
    }

    /// <summary>When the first was created: a whole second.</summary>
    public DateTimeOffset From { get; }

    public IReadOnlyCollection<ExecutionId> Ids => _ids;

    /// <summary>So many rows that were created just before now.</summary>
    public static KnownRows Recent(TimeProvider timeProvider, int count) =>
        new(DateTimeOffset.FromUnixTimeSeconds(timeProvider.GetUtcNow().ToUnixTimeSeconds() - count), count);

    public ExecutionId Next() => _ids[(uint)Interlocked.Add(ref _turn, Stride) % _ids.Length];

    public async Task WriteAsync(IExecutionStore store, CancellationToken cancellationToken)
    {
        foreach (var chunk in _ids.Chunk(500))
        {
            await Task.WhenAll(chunk.Select(id => store.WriteAsync(SampleRows.At(id), cancellationToken).AsTask()));
        }
    }
}
