namespace Paracle.Cache.Internal;

/// <summary>Entries in the order in which they came, linked through themselves: nothing is allocated. Used under the layer's lock.</summary>
internal sealed class MemoryQueue
{
    private MemoryEntry? _newest;

    public MemoryEntry? Oldest { get; private set; }

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public void Add(MemoryEntry entry)
    {
        entry.Queue = this;
        entry.Older = _newest;
        if (_newest is null)
        {
            Oldest = entry;
        }
        else
        {
            _newest.Newer = entry;
        }

        _newest = entry;
        Count++;
        Bytes += entry.Weight;
    }

    public void Remove(MemoryEntry entry)
    {
        if (entry.Newer is null)
        {
            _newest = entry.Older;
        }
        else
        {
            entry.Newer.Older = entry.Older;
        }

        if (entry.Older is null)
        {
            Oldest = entry.Newer;
        }
        else
        {
            entry.Older.Newer = entry.Newer;
        }

        entry.Newer = entry.Older = null;
        Count--;
        Bytes -= entry.Weight;
    }

    /// <summary>Takes all out: the newest, with the others behind it.</summary>
    public MemoryEntry? Clear()
    {
        var newest = _newest;
        _newest = Oldest = null;
        Count = 0;
        Bytes = 0;
        return newest;
    }
}
