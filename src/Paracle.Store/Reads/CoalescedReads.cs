using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>Makes the hot lookups, and stops them with the store.</summary>
internal sealed class CoalescedReads(IOptions<PostgresStoreOptions> options, PostgresDatabase database, TimeProvider timeProvider, StoreTelemetry telemetry)
{
    private readonly Lock _lock = new();
    private readonly List<ICoalescedRead> _reads = [];

    /// <summary>Makes a lookup. Each of its readers has a query of its own.</summary>
    public CoalescedRead<TKey, TResult> Create<TKey, TResult>(string operation, Func<IKeyedQuery<TKey, TResult>> query)
        where TKey : struct, IEquatable<TKey>
    {
        var read = new CoalescedRead<TKey, TResult>(operation, database, query, options.Value, timeProvider, telemetry.Reads);
        lock (_lock)
        {
            _reads.Add(read);
        }

        return read;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.WhenAll(_reads.ConvertAll(read => read.StopAsync(cancellationToken)));
        }
    }
}
