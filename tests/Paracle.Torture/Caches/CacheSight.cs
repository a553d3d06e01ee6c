namespace Paracle.Torture.Caches;

/// <summary>The newest version of a key that one node has shown.</summary>
internal sealed class CacheSight
{
    private long _seen;
    private long _glimpsed;

    /// <summary>What no later read may fall behind: it was read or written here, and its write had been told to a cache.</summary>
    public long Seen => Volatile.Read(ref _seen);

    /// <summary>
    /// What was read before anybody told a cache of it. A fill that loses against an earlier write may show that for a moment: its caller has the source's
    /// newest, and the cache what was written before, until the newest is told.
    /// </summary>
    public long Glimpsed => Volatile.Read(ref _glimpsed);

    public void See(long version) => SourceKey.Raise(ref _seen, version);

    public void Glimpse(long version) => SourceKey.Raise(ref _glimpsed, version);
}
