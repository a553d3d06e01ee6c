namespace Paracle;

/// <summary>The items of one queue. Not safe for concurrent use: its owner locks.</summary>
internal sealed class QueueTable(DurableQueueOptions options)
{
    private readonly SortedDictionary<long, QueueEntry>[] _lanes =
        Enumerable.Range(0, options.Lanes).Select(_ => new SortedDictionary<long, QueueEntry>()).ToArray();

    private readonly HashSet<(TenantId Tenant, string IdempotencyKey)> _effects = [];

    public int Count => _effects.Count;

    public int LaneCount => _lanes.Length;

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

    public QueueEntry? FindDead(long id) =>
        _lanes.Select(lane => lane.GetValueOrDefault(id)).FirstOrDefault(entry => entry is { IsDead: true });

    public IEnumerable<QueueEntry> Dead() => _lanes.SelectMany(lane => lane.Values).Where(entry => entry.IsDead).OrderBy(entry => entry.Id);

    public void Remove(QueueEntry entry)
    {
        _lanes[entry.Lane].Remove(entry.Id);
        _effects.Remove((entry.Message.Tenant, entry.Message.IdempotencyKey));
    }

    public QueueDepth Depth()
    {
        var dead = Dead().Count();
        var oldest = _lanes.Select(lane => lane.Values.FirstOrDefault(entry => !entry.IsDead)).OfType<QueueEntry>().MinBy(entry => entry.Id);
        return new QueueDepth(Count - dead, dead, oldest?.AppendedAt);
    }
}
