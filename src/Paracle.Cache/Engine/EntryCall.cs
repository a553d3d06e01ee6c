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

/// <summary>A call with a factory.</summary>
/// <param name="Key">The key.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="Flags">What is left out.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="UsesFill">Whether the factory looks at its <see cref="CacheFill{T}"/>.</param>
/// <param name="Factory">Makes the value.</param>
internal sealed record LoadCall<T>(
    string Key, EntryPolicy Policy, HybridCacheEntryFlags Flags, string[] Tags, bool UsesFill, Func<CacheFill<T>, CancellationToken, ValueTask<T>> Factory)
    : EntryCall(Key, Policy, Flags, Tags)
{
    /// <summary>Whether the factory had nothing for the key: that is not a value, not even null.</summary>
    public bool IsAbsent { get; set; }
}
