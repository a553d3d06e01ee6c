using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle;

/// <summary>
/// What Paracle's cache engine can do beyond <see cref="HybridCache"/>, called on any <see cref="HybridCache"/>. Another engine gives what it can;
/// each method says what that is.
/// </summary>
public static class CacheEngineExtensions
{
    private const HybridCacheEntryFlags ReadOnly = HybridCacheEntryFlags.DisableLocalCacheWrite | HybridCacheEntryFlags.DisableDistributedCacheWrite;

    /// <summary>Looks a value up without making it. Another engine tells only whether there is a value, and which.</summary>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The key: 1 to 1,024 characters.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What is cached.</returns>
    /// <exception cref="InvalidInputException">The key is malformed.</exception>
    public static async ValueTask<CacheResult<T>> TryGetAsync<T>(this HybridCache cache, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        if (cache is ICacheEngine engine)
        {
            return await engine.TryGetAsync<T>(key, cancellationToken).ConfigureAwait(false);
        }

        // An engine runs the factory exactly if it has no value; what the factory makes is not kept.
        var lookup = new Lookup();
        var value = await cache.GetOrCreateAsync(
            InputRules.RequireKey(key, "cache key"),
            lookup,
            static (lookup, _) =>
            {
                lookup.IsMiss = true;
                return default(ValueTask<T>);
            },
            new HybridCacheEntryOptions { Flags = ReadOnly },
            tags: null,
            cancellationToken).ConfigureAwait(false);
        return lookup.IsMiss ? default : new CacheResult<T>(true, value, TimeSpan.Zero, TimeSpan.Zero, CacheLayer.None, false);
    }

    /// <summary>Reads a value under a policy, or makes it. Another engine takes the two lifetimes of the policy, and nothing more.</summary>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The key: 1 to 1,024 characters.</param>
    /// <param name="factory">Makes the value.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="tags">Tags of the entry, or null.</param>
    /// <param name="cancellationToken">Detaches this caller.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidInputException">The key, a tag or the policy is malformed.</exception>
    public static ValueTask<T> GetOrCreateAsync<T>(
        this HybridCache cache,
        string key,
        Func<CancellationToken, ValueTask<T>> factory,
        CachePolicy policy,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(policy);
        if (cache is ICacheEngine engine)
        {
            return engine.GetOrCreateAsync<Func<CancellationToken, ValueTask<T>>, T>(
                key, factory, static (factory, _, token) => factory(token), policy, tags, cancellationToken);
        }

        return cache.GetOrCreateAsync(key, factory, static (factory, token) => factory(token), policy.EntryOptions, tags, cancellationToken);
    }

    /// <summary>
    /// Reads a value, or makes it by a factory that may set its life and tags, or say that the previous one is still true. Another engine knows no
    /// previous value, and ignores what the factory sets.
    /// </summary>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The key: 1 to 1,024 characters.</param>
    /// <param name="factory">Makes the value.</param>
    /// <param name="policy">The policy, or null for the cache's own.</param>
    /// <param name="tags">Tags of the entry, or null.</param>
    /// <param name="cancellationToken">Detaches this caller.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidInputException">The key, a tag or the policy is malformed.</exception>
    public static ValueTask<T> GetOrCreateAsync<T>(
        this HybridCache cache,
        string key,
        Func<CacheFill<T>, CancellationToken, ValueTask<T>> factory,
        CachePolicy? policy = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(factory);
        if (cache is ICacheEngine engine)
        {
            return engine.GetOrCreateAsync<Func<CacheFill<T>, CancellationToken, ValueTask<T>>, T>(
                key, factory, static (factory, fill, token) => factory(fill, token), policy, tags, cancellationToken);
        }

        return cache.GetOrCreateAsync(
            key, factory, static (factory, token) => factory(new CacheFill<T>(default), token), policy?.EntryOptions, tags, cancellationToken);
    }

    /// <summary>
    /// Reads many values in one pass over memory and one round trip to the shared layer, and makes those that are missing in one call. Another
    /// engine is asked key by key, and concurrent calls do not share the making.
    /// </summary>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="cache">The cache.</param>
    /// <param name="keys">The keys; a key given twice counts once.</param>
    /// <param name="factory">Makes the values of the keys given to it. A key it leaves out has no value, and none is cached.</param>
    /// <param name="policy">The policy, or null for the cache's own.</param>
    /// <param name="tags">Tags of every entry made, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The values by key, without the keys that have none.</returns>
    /// <exception cref="InvalidInputException">A key, a tag or the policy is malformed.</exception>
    public static ValueTask<IReadOnlyDictionary<string, T>> GetOrCreateManyAsync<T>(
        this HybridCache cache,
        IReadOnlyCollection<string> keys,
        Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory,
        CachePolicy? policy = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(factory);
        if (cache is ICacheEngine engine)
        {
            return engine.GetOrCreateManyAsync(keys, factory, static (factory, missing, token) => factory(missing, token), policy, tags, cancellationToken);
        }

        return OneByOneAsync(cache, keys, factory, policy, tags, cancellationToken);
    }

    /// <summary>Writes a value under a policy. Another engine takes the two lifetimes of the policy, and nothing more.</summary>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The key: 1 to 1,024 characters.</param>
    /// <param name="value">The value.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="tags">Tags of the entry, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the value is cached.</returns>
    /// <exception cref="InvalidInputException">The key, a tag or the policy is malformed.</exception>
    public static ValueTask SetAsync<T>(
        this HybridCache cache, string key, T value, CachePolicy policy, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(policy);
        if (cache is ICacheEngine engine)
        {
            return engine.SetAsync(key, value, policy, tags, cancellationToken);
        }

        return cache.SetAsync(key, value, policy.EntryOptions, tags, cancellationToken);
    }

    /// <summary>
    /// Write-through: writes to the source, then to the cache. Of racing writers the one with the source's highest version stays in the cache,
    /// whatever the order in which they come back; and a value loaded meanwhile never takes the place of what was written. Without a version, and on
    /// another engine, the entry is removed instead, and the next read loads it.
    /// </summary>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="cache">The cache.</param>
    /// <param name="key">The key: 1 to 1,024 characters.</param>
    /// <param name="writeSource">Writes, and says what was written. Its error goes to the caller; the entry is removed then, since nobody knows what the source has.</param>
    /// <param name="policy">The policy, or null for the cache's own.</param>
    /// <param name="tags">Tags of the entry, or null.</param>
    /// <param name="cancellationToken">Ends the wait for the source. What was written is brought to the cache all the same.</param>
    /// <returns>The value as the source has it.</returns>
    /// <exception cref="InvalidInputException">The key, a tag or the policy is malformed.</exception>
    public static ValueTask<T> WriteThroughAsync<T>(
        this HybridCache cache,
        string key,
        Func<CancellationToken, ValueTask<SourceWrite<T>>> writeSource,
        CachePolicy? policy = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(writeSource);
        if (cache is ICacheEngine engine)
        {
            return engine.WriteThroughAsync(key, writeSource, static (writeSource, token) => writeSource(token), policy, tags, cancellationToken);
        }

        return WriteAndRemoveAsync(cache, key, writeSource, cancellationToken);
    }

    private static async ValueTask<IReadOnlyDictionary<string, T>> OneByOneAsync<T>(
        HybridCache cache,
        IReadOnlyCollection<string> keys,
        Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory,
        CachePolicy? policy,
        IEnumerable<string>? tags,
        CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, T>(keys.Count, StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var key in keys.Distinct(StringComparer.Ordinal))
        {
            var found = await cache.TryGetAsync<T>(key, cancellationToken).ConfigureAwait(false);
            if (found.Found)
            {
                values[key] = found.Value;
            }
            else
            {
                missing.Add(key);
            }
        }

        if (missing.Count > 0)
        {
            foreach (var (key, value) in await factory(missing, cancellationToken).ConfigureAwait(false))
            {
                values[key] = value;
                await cache.SetAsync(key, value, policy?.EntryOptions, tags, cancellationToken).ConfigureAwait(false);
            }
        }

        return values;
    }

    private static async ValueTask<T> WriteAndRemoveAsync<T>(
        HybridCache cache, string key, Func<CancellationToken, ValueTask<SourceWrite<T>>> writeSource, CancellationToken cancellationToken)
    {
        InputRules.RequireKey(key, "cache key");
        try
        {
            return (await writeSource(cancellationToken).ConfigureAwait(false)).Value;
        }
        finally
        {
            await cache.RemoveAsync(key, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private sealed class Lookup
    {
        public bool IsMiss { get; set; }
    }
}
