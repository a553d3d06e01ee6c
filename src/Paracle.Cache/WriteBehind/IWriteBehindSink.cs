namespace Paracle;

/// <summary>The source that <see cref="IWriteBehind{T}"/> writes to, implemented by the host.</summary>
/// <typeparam name="T">The kind of value.</typeparam>
public interface IWriteBehindSink<T>
{
    /// <summary>
    /// Writes a batch, best in one transaction. A batch may come again when the host was lost after the effect, so an effect that must happen once
    /// needs the idempotency keys: in the same transaction the sink records <see cref="WriteBehindItem{T}.IdempotencyKey"/> and
    /// <see cref="WriteBehindItem{T}.Superseded"/> of each item, and leaves out an item whose own key is recorded already. A sink that refuses a
    /// fencing token of <see cref="WriteBehindBatch{T}.Lane"/> smaller than one it has seen keeps out a host that was only paused.
    /// </summary>
    /// <param name="batch">The items: one of each key, in the order of their acknowledgement.</param>
    /// <param name="cancellationToken">Cancelled after <see cref="WriteBehindOptions.WriteTimeout"/>, when the lane is lost, or when a stop runs out of patience.</param>
    /// <returns>A task that ends when all items have taken effect.</returns>
    /// <remarks>
    /// An <see cref="UnavailableException"/> says that the source is away: the batch waits for it, however long, and no attempt is counted. After any
    /// other exception the batch comes again in halves until the item at fault stands alone; that one is tried again after a rest, the later ones of
    /// its key behind it, and becomes a dead letter after <see cref="WriteBehindOptions.MaxAttempts"/>.
    /// </remarks>
    Task WriteAsync(WriteBehindBatch<T> batch, CancellationToken cancellationToken);
}
