using Paracle.Cache.Internal;

namespace Paracle.Cache.Tests.Memory;

internal sealed class TestEntry(string key, long size = 0, long version = 0) : MemoryEntry(key, size)
{
    private int _removals;

    public long Version => version;

    /// <summary>How often the layer said that this entry left.</summary>
    public int Removals => Volatile.Read(ref _removals);

    public static void Left(MemoryEntry entry) => Interlocked.Increment(ref ((TestEntry)entry)._removals);
}
