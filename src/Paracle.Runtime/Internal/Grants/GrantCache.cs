using System.Diagnostics.CodeAnalysis;

namespace Paracle.Runtime.Internal.Grants;

/// <summary>
/// The grants of the subjects seen last, in memory only. All entries live equally long, so the order they came in is the order
/// they expire in. Age is measured on the monotonic clock: moving the host's clock revives nothing.
/// </summary>
internal sealed class GrantCache(TimeSpan lifetime, int capacity, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<GrantKey, Entry> _entries = [];
    private readonly Queue<(GrantKey Key, long ReadAt)> _order = new();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    public bool TryGet(GrantKey key, [NotNullWhen(true)] out IReadOnlyList<Grant>? grants)
    {
        lock (_gate)
        {
            grants = _entries.TryGetValue(key, out var entry) && IsFresh(entry.ReadAt) ? entry.Grants : null;
        }

        return grants is not null;
    }

    /// <summary>Keeps what a read that began at a timestamp brought: from then on it counts as ageing.</summary>
    public void Keep(GrantKey key, IReadOnlyList<Grant> grants, long readAt)
    {
        lock (_gate)
        {
            if (!IsFresh(readAt) || (_entries.TryGetValue(key, out var known) && known.ReadAt >= readAt))
            {
                return;
            }

            _entries[key] = new Entry(grants, readAt);
            _order.Enqueue((key, readAt));
            while (_order.TryPeek(out var oldest) && (_entries.Count > capacity || _order.Count > 2 * capacity || !IsFresh(oldest.ReadAt)))
            {
                _order.Dequeue();
                if (_entries.TryGetValue(oldest.Key, out var entry) && entry.ReadAt == oldest.ReadAt)
                {
                    _entries.Remove(oldest.Key);
                }
            }
        }
    }

    private bool IsFresh(long readAt) => timeProvider.GetElapsedTime(readAt) < lifetime;

    private readonly record struct Entry(IReadOnlyList<Grant> Grants, long ReadAt);
}
