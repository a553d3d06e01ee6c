using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Paracle.Cache.Internal;

/// <summary>What write-behind tells about itself, by the names that the host's code gave. A scrape reads what was measured last; it asks the journal nothing.</summary>
internal sealed class WriteBehindTelemetry
{
    private readonly TimeProvider _timeProvider;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _written;
    private readonly Counter<long> _coalesced;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _cacheFailures;
    private readonly ConcurrentDictionary<string, Func<QueueDepth?>> _journals = new(StringComparer.Ordinal);

    public WriteBehindTelemetry(IMeterFactory meters, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        var meter = meters.Create(TelemetryNames.Cache);
        _accepted = meter.CreateCounter<long>(TelemetryNames.WriteBehindAccepted, "{write}", "Writes acknowledged.");
        _rejected = meter.CreateCounter<long>(TelemetryNames.WriteBehindRejected, "{write}", "Writes refused because too many waited.");
        _written = meter.CreateCounter<long>(TelemetryNames.WriteBehindWritten, "{write}", "Writes that the sink took.");
        _coalesced = meter.CreateCounter<long>(TelemetryNames.WriteBehindCoalesced, "{write}", "Writes that a later one of their key stood for.");
        _failures = meter.CreateCounter<long>(TelemetryNames.WriteBehindFailures, "{failure}", "Calls of the sink that failed.");
        _cacheFailures = meter.CreateCounter<long>(TelemetryNames.WriteBehindCacheFailures, "{failure}", "Writes that the cache could not be made to show or to forget.");
        meter.CreateObservableGauge(TelemetryNames.WriteBehindDepth, () => Observe(static (depth, _) => depth.Waiting), "{write}", "Writes that the source does not have yet.");
        meter.CreateObservableGauge(TelemetryNames.WriteBehindAge, () => Observe(Age), "s", "How long the oldest of them has waited.");
        meter.CreateObservableGauge(TelemetryNames.WriteBehindDeadLetters, () => Observe(static (depth, _) => depth.Dead), "{write}", "Writes set aside as dead letters.");
    }

    public void Observe(string name, WriteBehindRoom room) => _journals[name] = () => room.Seen;

    public void Accepted(string name) => _accepted.Add(1, Label(name));

    public void Rejected(string name) => _rejected.Add(1, Label(name));

    public void Written(string name, int written, int coalesced)
    {
        _written.Add(written, Label(name));
        _coalesced.Add(coalesced, Label(name));
    }

    public void SinkFailed(string name) => _failures.Add(1, Label(name));

    public void CacheFailed(string name, int writes) => _cacheFailures.Add(writes, Label(name));

    private static KeyValuePair<string, object?> Label(string name) => new(TelemetryNames.WriteBehindLabel, name);

    private static double Age(QueueDepth depth, DateTimeOffset now) => depth.OldestAppendedAt is { } oldest ? Math.Max(0, (now - oldest).TotalSeconds) : 0;

    private List<Measurement<T>> Observe<T>(Func<QueueDepth, DateTimeOffset, T> value)
        where T : struct
    {
        var now = _timeProvider.GetUtcNow();
        return [.. from journal in _journals let depth = journal.Value() where depth is not null select new Measurement<T>(value(depth, now), Label(journal.Key))];
    }
}
