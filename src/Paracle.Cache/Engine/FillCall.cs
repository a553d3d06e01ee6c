using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>A call whose factory says more of the value than the value itself.</summary>
internal sealed record FillCall<TState, T>(
    string Key, EntryPolicy Policy, HybridCacheEntryFlags Flags, string[] Tags, TState State, Func<TState, CacheFill<T>, CancellationToken, ValueTask<T>> Factory)
    : LoadCall<T>(Key, Policy, Flags, Tags)
{
    public override bool UsesFill => true;

    public override ValueTask<T> MakeAsync(CacheFill<T> fill, CancellationToken cancellationToken) => Factory(State, fill, cancellationToken);
}
