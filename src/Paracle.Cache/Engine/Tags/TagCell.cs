namespace Paracle.Cache.Internal;

/// <summary>What is known of one tag. Entries in memory point to it, so that a hit sees a removal without looking anything up.</summary>
internal sealed class TagCell(string tag)
{
    public string Tag => tag;

    /// <summary>The tag clock at its last removal; 0 if there was none.</summary>
    public long RemovedAt; // written under the table's lock, read without

    /// <summary>The generation in which <see cref="RemovedAt"/> was known to be right.</summary>
    public int Generation; // guarded by the table's lock

    /// <summary>How many entries point here.</summary>
    public int References; // guarded by the table's lock
}
