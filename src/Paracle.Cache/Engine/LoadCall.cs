using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>A call with a factory.</summary>
internal abstract record LoadCall<T>(string Key, EntryPolicy Policy, HybridCacheEntryFlags Flags, string[] Tags) : EntryCall(Key, Policy, Flags, Tags)
{
    /// <summary>Whether the factory looks at its <see cref="CacheFill{T}"/>.</summary>
    public virtual bool UsesFill => false;

    /// <summary>Whether the factory had nothing for the key: that is not a value, not even null.</summary>
    public bool IsAbsent { get; protected set; }

    /// <summary>Makes the value.</summary>
    public abstract ValueTask<T> MakeAsync(CacheFill<T> fill, CancellationToken cancellationToken);
}
