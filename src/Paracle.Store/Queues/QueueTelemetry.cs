using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Paracle.Store;

/// <summary>How full the queues are that this host works on. A scrape reads what was measured last; it asks the server nothing.</summary>
internal sealed class QueueTelemetry
{
    // A host works on the few queues that its code names; more would be labels without end.
    private const int MaxQueues = 64;

    private readonly PostgresDatabase _database;
    private readonly TimeProvider _timeProvider;
    private readonly QueueSql _sql;
    private readonly ConcurrentDictionary<string, QueueDepth> _depths = new(StringComparer.Ordinal);

    public QueueTelemetry(PostgresDatabase database, StoreTelemetry telemetry, TimeProvider timeProvider)
    {
        (_database, _timeProvider, _sql) = (database, timeProvider, new QueueSql(database.Schema));
        telemetry.Meter.CreateObservableGauge(
            TelemetryNames.StoreQueueDepth, () => Observe(static (depth, _) => depth.Waiting), "{item}", "Items that wait in a queue.");
        telemetry.Meter.CreateObservableGauge(TelemetryNames.StoreQueueAge, () => Observe(Age), "s", "How long the oldest item of a queue has waited.");
    }

    /// <summary>Takes note of a queue that the host works on.</summary>
    public void Note(string queue)
    {
        if (!_depths.ContainsKey(queue) && _depths.Count < MaxQueues)
        {
            _depths.TryAdd(queue, new QueueDepth(0, 0, null));
        }
    }

    /// <summary>Measures them.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in _depths.Keys)
        {
            _depths[queue] = await _database.RunAsync("queue.depth", (session, token) => QueueTable.CountAsync(session, _sql.Depth(queue), token), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private List<Measurement<T>> Observe<T>(Func<QueueDepth, DateTimeOffset, T> value)
        where T : struct
    {
        var now = _timeProvider.GetUtcNow();
        return [.. _depths.Select(queue => new Measurement<T>(value(queue.Value, now), new KeyValuePair<string, object?>(TelemetryNames.StoreQueueLabel, queue.Key)))];
    }

    private static double Age(QueueDepth depth, DateTimeOffset now) => depth.OldestAppendedAt is { } oldest ? Math.Max(0, (now - oldest).TotalSeconds) : 0;
}
