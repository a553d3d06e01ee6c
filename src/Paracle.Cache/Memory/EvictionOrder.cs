namespace Paracle.Cache.Internal;

/// <summary>
/// Which entry goes next: S3-FIFO (Yang and others, "FIFO queues are all you need for cache eviction", SOSP 2023). A new key waits in
/// the probation queue, a tenth of the layer, and goes from there into the main queue only if it is hit meanwhile, so a scan passes
/// through the tenth and leaves the rest alone. A key that comes back soon after it went starts in the main queue: without that, new
/// keys which together are asked for again and again, but fill more than the tenth, would never get in. Used under the layer's lock.
/// </summary>
internal sealed class EvictionOrder(int maximumEntries, long maximumBytes)
{
    /// <summary>Probation's part of the layer.</summary>
    public const int ProbationPart = 10;

    /// <summary>Entries that one eviction lets pass because they were hit: when all were, the lock is held for 60 µs, not 10 ms and more
    /// (200,000 entries), and one in a thousand goes that should have stayed.</summary>
    private const int MaximumPasses = 1_000;

    private readonly MemoryQueue _probation = new();
    private readonly MemoryQueue _main = new();
    private readonly GhostKeys _ghosts = new();

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public void Add(MemoryEntry entry, MemoryEntry? replaced)
    {
        if (replaced is not null)
        {
            entry.InheritTouches(replaced);
        }

        var queue = replaced?.Queue ?? (_ghosts.Contains(entry.Key) ? _main : _probation);
        queue.Add(entry);
        Count++;
        Bytes += entry.Weight;
    }

    public void Remove(MemoryEntry entry)
    {
        entry.Queue!.Remove(entry);
        Count--;
        Bytes -= entry.Weight;
    }

    /// <summary>Takes the next entry out. There must be one.</summary>
    public MemoryEntry Evict()
    {
        for (var passes = 0; ; passes++)
        {
            var queue = IsProbationFull || _main.Oldest is null ? _probation : _main;
            var entry = queue.Oldest!;
            queue.Remove(entry);
            if (passes < MaximumPasses && entry.TrySpendTouch())
            {
                _main.Add(entry);
                continue;
            }

            if (queue == _probation)
            {
                _ghosts.Add(entry.Key, Count);
            }

            Count--;
            Bytes -= entry.Weight;
            return entry;
        }
    }

    /// <summary>Takes all out: the newest of each queue, with the others behind it.</summary>
    public (MemoryEntry? Probation, MemoryEntry? Main) Clear()
    {
        Count = 0;
        Bytes = 0;
        return (_probation.Clear(), _main.Clear());
    }

    private bool IsProbationFull =>
        _probation.Count > maximumEntries / ProbationPart || _probation.Bytes > maximumBytes / ProbationPart;
}
