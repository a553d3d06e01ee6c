namespace Paracle;

/// <summary>
/// Write-behind for values of one type: the write is durable in the journal, <see cref="IDurableQueue"/>, the cache shows it at once, and the source
/// gets it a little later through <see cref="IWriteBehindSink{T}"/>. Added by <c>AddWriteBehind</c>; safe for use by many callers at once.
/// </summary>
/// <typeparam name="T">The kind of value.</typeparam>
/// <remarks>
/// The writes of a key reach the source in the order in which they were acknowledged; of several in a batch only the last does. Writers of one key
/// who do not wait for each other may find the cache showing the one and the journal ending with the other, until the source has the latter: then what
/// differs is removed from the cache.
/// </remarks>
public interface IWriteBehind<in T>
{
    /// <summary>Writes a value: ends when it is in the journal, and the cache shows it. If the cache cannot show it, the write stands all the same,
    /// and the cache is made to forget the key as far as it can be reached.</summary>
    /// <param name="tenant">The tenant, told to the sink.</param>
    /// <param name="key">The key in the cache, as readers give it to <see cref="Microsoft.Extensions.Caching.Hybrid.HybridCache"/>: with the tenant in
    /// it, as <see cref="CacheKey"/> makes it. 1 to 1,024 characters.</param>
    /// <param name="value">The value: at most 1,048,575 bytes once serialized.</param>
    /// <param name="cancellationToken">Ends the wait; a write already handed to the journal may still take effect.</param>
    /// <returns>A task that ends when the write is acknowledged and shown.</returns>
    /// <exception cref="InvalidInputException">The key is malformed, or the value is null, too large or not serializable. Nothing was written.</exception>
    /// <exception cref="LimitExceededException">Too many writes wait, see <see cref="WriteBehindOptions.MaxDepth"/>. Nothing was written.</exception>
    /// <exception cref="UnavailableException">The journal is away, or the host is stopping. Whether it was written is not known; it may be repeated.</exception>
    ValueTask WriteBehindAsync(TenantId tenant, string key, T value, CancellationToken cancellationToken);

    /// <summary>Removes a value: ends when the removal is in the journal, and the cache has forgotten the key. Until the source has it too, a read that
    /// goes to the source still finds the value; it is removed from the cache once more then.</summary>
    /// <param name="tenant">The tenant, told to the sink.</param>
    /// <param name="key">The key, as for <see cref="WriteBehindAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait; a removal already handed to the journal may still take effect.</param>
    /// <returns>A task that ends when the removal is acknowledged.</returns>
    /// <exception cref="InvalidInputException">The key is malformed. Nothing was written.</exception>
    /// <exception cref="LimitExceededException">Too many writes wait, see <see cref="WriteBehindOptions.MaxDepth"/>. Nothing was written.</exception>
    /// <exception cref="UnavailableException">The journal is away, or the host is stopping. Whether it was written is not known; it may be repeated.</exception>
    ValueTask RemoveBehindAsync(TenantId tenant, string key, CancellationToken cancellationToken);
}
