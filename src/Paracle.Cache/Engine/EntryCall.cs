using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>What a caller said of an entry, checked.</summary>
internal abstract record EntryCall(string Key, EntryPolicy Policy, HybridCacheEntryFlags Flags, string[] Tags)
{
    public bool ReadsMemory => (Flags & HybridCacheEntryFlags.DisableLocalCacheRead) == HybridCacheEntryFlags.None;

    public bool WritesMemory => (Flags & HybridCacheEntryFlags.DisableLocalCacheWrite) == HybridCacheEntryFlags.None;

    public bool ReadsShared => (Flags & HybridCacheEntryFlags.DisableDistributedCacheRead) == HybridCacheEntryFlags.None;

    public bool WritesShared => (Flags & HybridCacheEntryFlags.DisableDistributedCacheWrite) == HybridCacheEntryFlags.None;

    public bool MayMake => (Flags & HybridCacheEntryFlags.DisableUnderlyingData) == HybridCacheEntryFlags.None;

    public bool MayCompress => (Flags & HybridCacheEntryFlags.DisableCompression) == HybridCacheEntryFlags.None;
}

/// <summary>A call that makes nothing.</summary>
internal sealed record PlainCall(string Key, EntryPolicy Policy, HybridCacheEntryFlags Flags, string[] Tags) : EntryCall(Key, Policy, Flags, Tags);
