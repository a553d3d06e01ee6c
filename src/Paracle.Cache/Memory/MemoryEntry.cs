namespace Paracle.Cache.Internal;

/// <summary>What memory keeps under a key.</summary>
internal abstract class MemoryEntry(string key, long size)
{
    public string Key => key;

    public long Size => size;
}
