using System.Diagnostics.CodeAnalysis;

namespace Paracle;

/// <summary>
/// What Paracle's engine can do beyond <see cref="Microsoft.Extensions.Caching.Hybrid.HybridCache"/>. Callers use the extension methods of
/// <see cref="CacheEngineExtensions"/>, which work on any <see cref="Microsoft.Extensions.Caching.Hybrid.HybridCache"/>.
/// </summary>
public interface ICacheEngine
{
    /// <summary>Looks a value up without making it.</summary>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What is cached.</returns>
    ValueTask<CacheResult<T>> TryGetAsync<T>(string key, CancellationToken cancellationToken);

    /// <summary>Finds a value in this host's memory that can be served as it is. It neither waits nor asks anybody, and counts as a read only when it finds one.</summary>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>False when there is none, or none that is surely right: another read may find it.</returns>
    bool TryGetLocal<T>(string key, [MaybeNullWhen(false)] out T value);

    /// <summary>Reads a value, or makes it by a factory that may say how long it lives, what tags it has, and that nothing changed.</summary>
    /// <typeparam name="TState">The kind of state.</typeparam>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="state">Given to the factory.</param>
    /// <param name="factory">Makes the value.</param>
    /// <param name="policy">The policy, or null for the cache's own.</param>
    /// <param name="tags">Tags of the entry, or null.</param>
    /// <param name="cancellationToken">Detaches this caller.</param>
    /// <returns>The value.</returns>
    ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CacheFill<T>, CancellationToken, ValueTask<T>> factory,
        CachePolicy? policy,
        IEnumerable<string>? tags,
        CancellationToken cancellationToken);

    /// <summary>Reads many values in one pass, and makes those that are missing in one call.</summary>
    /// <typeparam name="TState">The kind of state.</typeparam>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="keys">The keys; a key given twice counts once.</param>
    /// <param name="state">Given to the factory.</param>
    /// <param name="factory">Makes the values of the keys given to it. A key it leaves out has no value, and none is cached.</param>
    /// <param name="policy">The policy, or null for the cache's own.</param>
    /// <param name="tags">Tags of every entry made, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The values by key, without the keys that have none.</returns>
    ValueTask<IReadOnlyDictionary<string, T>> GetOrCreateManyAsync<TState, T>(
        IReadOnlyCollection<string> keys,
        TState state,
        Func<TState, IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory,
        CachePolicy? policy,
        IEnumerable<string>? tags,
        CancellationToken cancellationToken);

    /// <summary>Writes a value that is known to be the newest.</summary>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="policy">The policy, or null for the cache's own.</param>
    /// <param name="tags">Tags of the entry, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when both layers have it.</returns>
    ValueTask SetAsync<T>(string key, T value, CachePolicy? policy, IEnumerable<string>? tags, CancellationToken cancellationToken);

    /// <summary>Writes to the source, then to the cache. See <see cref="CacheEngineExtensions.WriteThroughAsync"/>.</summary>
    /// <typeparam name="TState">The kind of state.</typeparam>
    /// <typeparam name="T">The kind of value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="state">Given to <paramref name="writeSource"/>.</param>
    /// <param name="writeSource">Writes, and says what was written.</param>
    /// <param name="policy">The policy, or null for the cache's own.</param>
    /// <param name="tags">Tags of the entry, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The value as the source has it.</returns>
    ValueTask<T> WriteThroughAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<SourceWrite<T>>> writeSource,
        CachePolicy? policy,
        IEnumerable<string>? tags,
        CancellationToken cancellationToken);
}
