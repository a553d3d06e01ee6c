using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>A call with a factory as HybridCache has it.</summary>
internal sealed record StateCall<TState, T>(
    string Key, EntryPolicy Policy, HybridCacheEntryFlags Flags, string[] Tags, TState State, Func<TState, CancellationToken, ValueTask<T>> Factory)
    : LoadCall<T>(Key, Policy, Flags, Tags)
{
    public override ValueTask<T> MakeAsync(CacheFill<T> fill, CancellationToken cancellationToken) => Factory(State, cancellationToken);
}
