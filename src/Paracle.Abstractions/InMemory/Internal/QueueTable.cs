namespace Paracle;

/// <summary>The items of one queue. Not safe for concurrent use: its owner locks.</summary>
internal sealed class QueueTable(DurableQueueOptions options)
{
    private readonly SortedDictionary<long, QueueEntry>[] _lanes =
        Enumerable.Range(0, options.Lanes).Select(_ => new SortedDictionary<long, QueueEntry>()).ToArray();

    // Dead letters stand here and in their lane, where they may block their key.
    private readonly SortedDictionary<long, QueueEntry> _dead = [];

    private readonly HashSet<(TenantId Tenant, string IdempotencyKey)> _effects = [];

    public int Count => _effects.Count;

    public int LaneCount => _lanes.Length;

    public IEnumerable<QueueEntry> Dead => _dead.Values;

    public bool Contains(QueueMessage message) => _effects.Contains((message.Tenant, message.IdempotencyKey));

    public void Append(long id, QueueMessage message, DateTimeOffset now)
    {
        if (_effects.Add((message.Tenant, message.IdempotencyKey)))
        {
            var lane = QueueLanes.LaneOf(message.Tenant, message.Key, _lanes.Length);
            _lanes[lane].Add(id, new QueueEntry(id, lane, message with { Payload = message.Payload.ToArray() }, now));
        }
    }

    /// <summary>The items that may be read now, in order: what stands behind a waiting or blocking one of its key is left out.</summary>
    public IEnumerable<QueueEntry> Due(int lane, DateTimeOffset now)
    {
        var heldBack = new HashSet<(TenantId, string)>();
        foreach (var entry in _lanes[lane].Values)
        {
            if (entry.IsDead && options.DeadLetterMode == DeadLetterMode.SkipItem)
            {
                continue;
            }

            if (entry.IsDead || entry.DueAt > now)
            {
                heldBack.Add(entry.OrderKey);
            }
            else if (!heldBack.Contains(entry.OrderKey))
            {
                yield return entry;
            }
        }
    }

    public QueueEntry? FindWaiting(int lane, long id) => _lanes[lane].TryGetValue(id, out var entry) && !entry.IsDead ? entry : null;

    public QueueEntry? FindDead(long id) => _dead.GetValueOrDefault(id);

    public void Kill(QueueEntry entry)
    {
        entry.IsDead = true;
        _dead.Add(entry.Id, entry);
    }

    public void Revive(QueueEntry entry, DateTimeOffset now)
    {
        entry.IsDead = false;
        entry.Attempts = 0;
        entry.DueAt = now;
        _dead.Remove(entry.Id);
    }

    public void Remove(QueueEntry entry)
    {
        _dead.Remove(entry.Id);
        _lanes[entry.Lane].Remove(entry.Id);
        _effects.Remove((entry.Message.Tenant, entry.Message.IdempotencyKey));
    }

    public QueueDepth Depth()
    {
        var oldest = _lanes.Select(lane => lane.Values.FirstOrDefault(entry => !entry.IsDead)).OfType<QueueEntry>().MinBy(entry => entry.Id);
        return new QueueDepth(Count - _dead.Count, _dead.Count, oldest?.AppendedAt);
    }
}
