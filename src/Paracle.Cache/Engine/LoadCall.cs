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

/// <summary>A call with a factory as HybridCache has it.</summary>
internal sealed record StateCall<TState, T>(
    string Key, EntryPolicy Policy, HybridCacheEntryFlags Flags, string[] Tags, TState State, Func<TState, CancellationToken, ValueTask<T>> Factory)
    : LoadCall<T>(Key, Policy, Flags, Tags)
{
    public override ValueTask<T> MakeAsync(CacheFill<T> fill, CancellationToken cancellationToken) => Factory(State, cancellationToken);
}

/// <summary>A call whose factory says more of the value than the value itself.</summary>
internal sealed record FillCall<TState, T>(
    string Key, EntryPolicy Policy, HybridCacheEntryFlags Flags, string[] Tags, TState State, Func<TState, CacheFill<T>, CancellationToken, ValueTask<T>> Factory)
    : LoadCall<T>(Key, Policy, Flags, Tags)
{
    public override bool UsesFill => true;

    public override ValueTask<T> MakeAsync(CacheFill<T> fill, CancellationToken cancellationToken) => Factory(State, fill, cancellationToken);
}

/// <summary>One key of a call for many.</summary>
internal sealed record OneOfMany<T>(
    string Key,
    EntryPolicy Policy,
    HybridCacheEntryFlags Flags,
    string[] Tags,
    Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> Factory) : LoadCall<T>(Key, Policy, Flags, Tags)
{
    public override async ValueTask<T> MakeAsync(CacheFill<T> fill, CancellationToken cancellationToken)
    {
        var values = await Factory([Key], cancellationToken).ConfigureAwait(false);
        IsAbsent = !values.TryGetValue(Key, out var value);
        return value!;
    }
}
