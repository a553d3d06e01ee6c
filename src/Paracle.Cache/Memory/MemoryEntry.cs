namespace Paracle.Cache.Internal;

/// <summary>What the first layer holds under a key. An instance is set once; one that has left is not set again.</summary>
/// <param name="key">The key.</param>
/// <param name="size">Bytes of what the entry holds. The layer adds the key's characters and <see cref="MemoryLayer.EntryOverhead"/>.</param>
internal abstract class MemoryEntry(string key, long size)
{
    private const byte MaximumTouches = 3;

    private byte _touches;

    public string Key { get; } = key;

    public long Size { get; } = size;

    /// <summary>Bytes that count against the layer's bound.</summary>
    internal long Weight => Size + (sizeof(char) * Key.Length) + MemoryLayer.EntryOverhead;

    // These belong to the layer, under its lock.
    internal MemoryQueue? Queue { get; set; }

    internal MemoryEntry? Newer { get; set; }

    internal MemoryEntry? Older { get; set; }

    /// <summary>Notes a hit. Any thread, no lock: a lost count costs nothing, and an entry that is hit all the time is only read.</summary>
    internal void Touch()
    {
        if (_touches < MaximumTouches)
        {
            _touches++;
        }
    }

    /// <summary>Uses up a hit, if there is one left.</summary>
    internal bool TrySpendTouch()
    {
        if (_touches == 0)
        {
            return false;
        }

        _touches--;
        return true;
    }

    internal void InheritTouches(MemoryEntry replaced) => _touches = replaced._touches;
}
