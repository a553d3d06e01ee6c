using System.Collections.Concurrent;

namespace Paracle.Torture.Caches;

/// <summary>One key of the source: its version, when each was acknowledged, and what happened to the key of late.</summary>
internal sealed class SourceKey
{
    private const int Remembered = 60;

    private readonly ConcurrentQueue<(long Version, long Look)> _acknowledged = [];
    private readonly ConcurrentQueue<(long At, string What, string Node, long Version)> _history = [];
    private long _version;
    private long _due;
    private long _known;

    public long Version => Volatile.Read(ref _version);

    /// <summary>The newest version that was acknowledged.</summary>
    public long Known => Volatile.Read(ref _known);

    public long Write() => Interlocked.Increment(ref _version);

    /// <param name="version">What was acknowledged.</param>
    /// <param name="look">The look of <see cref="CacheCalm"/> at that time.</param>
    public void Acknowledge(long version, long look)
    {
        Raise(ref _known, version);
        _acknowledged.Enqueue((version, look));
    }

    /// <summary>The newest version that was acknowledged before a look: what every read that begins now must see.</summary>
    public long DueBefore(long look)
    {
        while (_acknowledged.TryPeek(out var oldest) && oldest.Look < look && _acknowledged.TryDequeue(out var due))
        {
            Raise(ref _due, due.Version);
        }

        return Volatile.Read(ref _due);
    }

    /// <summary>Remembers what happened, for the case that a promise was broken.</summary>
    public void Note(string what, string node, long version = 0)
    {
        _history.Enqueue((TimeProvider.System.GetTimestamp(), what, node, version));
        if (_history.Count > Remembered)
        {
            _history.TryDequeue(out _);
        }
    }

    /// <summary>What happened, the latest last, with the milliseconds until now.</summary>
    public string Tell() =>
        string.Join(", ", _history.Select(told => $"{-TimeProvider.System.GetElapsedTime(told.At).TotalMilliseconds:0.0}: {told.What} {told.Version} {told.Node}"));

    public static void Raise(ref long highest, long version)
    {
        for (var known = Volatile.Read(ref highest); known < version;)
        {
            known = Interlocked.CompareExchange(ref highest, version, known);
        }
    }
}
