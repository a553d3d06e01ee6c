using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>The engine: memory in front, Redis behind where the host has one, and one truth in both.</summary>
internal sealed class TwoLayerCache(CacheParts parts) : HybridCache, ICacheEngine
{
    private const HybridCacheEntryFlags NoMemory = HybridCacheEntryFlags.DisableLocalCacheRead;

    private readonly FirstLayer _first = parts.First;

    private int Generation => parts.Second?.Redis.Link.Generation ?? 0;

    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (key is not null && !cancellationToken.IsCancellationRequested && (parts.FlagsOf(options) & NoMemory) == HybridCacheEntryFlags.None
            && _first.TryGetGood<T>(key, Generation, out var entry))
        {
            parts.MemoryHits.Add();
            return new ValueTask<T>(entry.Read());
        }

        return LoadAsync(key, state, factory, options, tags, cancellationToken);
    }

    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        ReadOnlySpan<char> key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.IsCancellationRequested && (parts.FlagsOf(options) & NoMemory) == HybridCacheEntryFlags.None && _first.TryGetGood<T>(key, Generation, out var entry))
        {
            parts.MemoryHits.Add();
            return new ValueTask<T>(entry.Read());
        }

        return GetOrCreateAsync(key.ToString(), state, factory, options, tags, cancellationToken);
    }

    public ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CacheFill<T>, CancellationToken, ValueTask<T>> factory,
        CachePolicy? policy,
        IEnumerable<string>? tags,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (key is not null && !cancellationToken.IsCancellationRequested && _first.TryGetGood<T>(key, Generation, out var entry))
        {
            parts.MemoryHits.Add();
            return new ValueTask<T>(entry.Read());
        }

        return LoadAsync(key, state, factory, policy, tags, cancellationToken);
    }

    public bool TryGetLocal<T>(string key, [MaybeNullWhen(false)] out T value)
    {
        if (_first.TryGetGood<T>(key, Generation, out var entry))
        {
            parts.MemoryHits.Add();
            value = entry.Read();
            return true;
        }

        value = default;
        return false;
    }

    public async ValueTask<CacheResult<T>> TryGetAsync<T>(string key, CancellationToken cancellationToken)
    {
        var call = new PlainCall(parts.RequireKey(key), parts.Policies.Default, parts.DefaultFlags, []);
        cancellationToken.ThrowIfCancellationRequested();
        await parts.StartAsync(cancellationToken).ConfigureAwait(false);
        return await parts.Lookup.FindAsync<T>(call, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyDictionary<string, T>> GetOrCreateManyAsync<TState, T>(
        IReadOnlyCollection<string> keys,
        TState state,
        Func<TState, IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory,
        CachePolicy? policy,
        IEnumerable<string>? tags,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(factory);
        var answer = parts.Policies.Of(policy);
        var entryTags = TagNames.Require(tags);
        foreach (var key in keys)
        {
            parts.RequireKey(key);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await parts.StartAsync(cancellationToken).ConfigureAwait(false);
        return await parts.Many.GetAsync(keys, (missing, token) => factory(state, missing, token), answer, parts.DefaultFlags, entryTags, cancellationToken)
            .ConfigureAwait(false);
    }

    public override ValueTask SetAsync<T>(
        string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default) =>
        SetAsync(new PlainCall(parts.RequireKey(key), parts.Policies.Of(options), parts.FlagsOf(options), TagNames.Require(tags)), value, cancellationToken);

    public ValueTask SetAsync<T>(string key, T value, CachePolicy? policy, IEnumerable<string>? tags, CancellationToken cancellationToken) =>
        SetAsync(new PlainCall(parts.RequireKey(key), parts.Policies.Of(policy), parts.DefaultFlags, TagNames.Require(tags)), value, cancellationToken);

    public async ValueTask<T> WriteThroughAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<SourceWrite<T>>> writeSource,
        CachePolicy? policy,
        IEnumerable<string>? tags,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writeSource);
        var call = new PlainCall(parts.RequireKey(key), parts.Policies.Of(policy), parts.DefaultFlags, TagNames.Require(tags));
        cancellationToken.ThrowIfCancellationRequested();
        await parts.StartAsync(cancellationToken).ConfigureAwait(false);
        return await parts.Writer.WriteThroughAsync(call, state, writeSource, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        parts.RequireKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        await parts.StartAsync(cancellationToken).ConfigureAwait(false);
        await parts.Writer.RemoveAsync(key).ConfigureAwait(false);
    }

    public override async ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default)
    {
        InputRules.RequireKey(tag, "cache tag");
        cancellationToken.ThrowIfCancellationRequested();
        await parts.StartAsync(cancellationToken).ConfigureAwait(false);
        await parts.Writer.RemoveTagAsync(tag).ConfigureAwait(false);
    }

    private async ValueTask SetAsync<T>(EntryCall call, T value, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await parts.StartAsync(cancellationToken).ConfigureAwait(false);
        await parts.Writer.SetAsync(call, value).ConfigureAwait(false);
    }

    private ValueTask<T> LoadAsync<TState, T>(
        string? key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options,
        IEnumerable<string>? tags,
        CancellationToken cancellationToken) => GetAsync(
            new StateCall<TState, T>(parts.RequireKey(key), parts.Policies.Of(options), parts.FlagsOf(options), TagNames.Require(tags), state, factory), cancellationToken);

    private ValueTask<T> LoadAsync<TState, T>(
        string? key,
        TState state,
        Func<TState, CacheFill<T>, CancellationToken, ValueTask<T>> factory,
        CachePolicy? policy,
        IEnumerable<string>? tags,
        CancellationToken cancellationToken) => GetAsync(
            new FillCall<TState, T>(parts.RequireKey(key), parts.Policies.Of(policy), parts.DefaultFlags, TagNames.Require(tags), state, factory), cancellationToken);

    private ValueTask<T> GetAsync<T>(LoadCall<T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        var start = parts.StartAsync(cancellationToken);
        return start.IsCompletedSuccessfully ? FindAsync(call, cancellationToken) : StartAsync(start);

        async ValueTask<T> StartAsync(ValueTask starting)
        {
            await starting.ConfigureAwait(false);
            return await FindAsync(call, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask<T> FindAsync<T>(LoadCall<T> call, CancellationToken cancellationToken)
    {
        if (call.ReadsMemory && _first.Find<T>(call.Key) is { } known && parts.Lookup.IsServable(known))
        {
            parts.MemoryHits.Add();
            if (parts.Lookup.IsDueForRenewal(known) && known.BeginRefresh())
            {
                parts.Lookup.Renew(call, known);
            }

            return ValueTask.FromResult(known.Read());
        }

        return parts.Lookup.GetAsync(call, cancellationToken);
    }
}
