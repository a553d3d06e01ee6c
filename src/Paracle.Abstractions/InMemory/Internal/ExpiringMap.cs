namespace Paracle;

/// <summary>A map whose entries leave by themselves. Not safe for concurrent use: its owner locks.</summary>
/// <remarks>
/// Entries are looked at when they were due as of their last scheduling: one that was prolonged since is scheduled anew, so that
/// prolonging costs nothing. <paramref name="lapsed"/> is told of each that is due, and may prolong it.
/// </remarks>
internal sealed class ExpiringMap<TKey, TValue>(MemoryBound? bound, Action<TValue>? lapsed = null)
    where TKey : notnull
    where TValue : class, IExpiring
{
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly SortedSet<Entry> _schedule = new(Comparer<Entry>.Create(static (left, right) =>
        left.ScheduledAt != right.ScheduledAt ? left.ScheduledAt.CompareTo(right.ScheduledAt) : left.Sequence.CompareTo(right.Sequence)));

    private long _sequence;

    public int Count => _entries.Count;

    public TValue? Find(TKey key) => _entries.GetValueOrDefault(key)?.Value;

    public void Add(TKey key, TValue value)
    {
        bound?.RequireRoom(_entries.Count);
        var entry = new Entry(key, value, _sequence++) { ScheduledAt = value.ExpiresAt };
        _entries.Add(key, entry);
        _schedule.Add(entry);
    }

    public void Remove(TKey key)
    {
        if (_entries.Remove(key, out var entry))
        {
            _schedule.Remove(entry);
        }
    }

    public void RemoveLapsed(long now)
    {
        while (_schedule.Min is { } entry && entry.ScheduledAt <= now)
        {
            _schedule.Remove(entry);
            if (entry.Value.ExpiresAt <= now)
            {
                lapsed?.Invoke(entry.Value);
            }

            if (entry.Value.ExpiresAt <= now)
            {
                _entries.Remove(entry.Key);
                continue;
            }

            entry.ScheduledAt = entry.Value.ExpiresAt;
            _schedule.Add(entry);
        }
    }

    private sealed class Entry(TKey key, TValue value, long sequence)
    {
        public TKey Key => key;

        public TValue Value => value;

        public long Sequence => sequence;

        public long ScheduledAt { get; set; }
    }
}
