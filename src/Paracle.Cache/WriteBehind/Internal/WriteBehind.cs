using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>Takes writes: into the journal first, then into the cache.</summary>
internal sealed class WriteBehind<T>(
    WriteBehindJournal journal, WriteBehindRoom room, WriteBehindCodec<T> codec, HybridCache cache, WriteBehindTelemetry telemetry) : IWriteBehind<T>
{
    private readonly WriteNames _names = new(journal.TimeProvider);
    private readonly CachePolicy _policy = new(journal.QueueName) { Lifetime = journal.Options.Lifetime };
    private volatile bool _isClosed;

    public ValueTask WriteBehindAsync(TenantId tenant, string key, T value, CancellationToken cancellationToken) => value is not null
        ? AcceptAsync(Message(tenant, key, codec.Encode(value)), isRemoval: false, value, cancellationToken)
        : throw new InvalidInputException("value", "The value is null. Remove it with RemoveBehindAsync.");

    public ValueTask RemoveBehindAsync(TenantId tenant, string key, CancellationToken cancellationToken) =>
        AcceptAsync(Message(tenant, key, WriteBehindCodec<T>.Removal), isRemoval: true, default!, cancellationToken);

    /// <summary>Takes no more writes.</summary>
    public void Close() => _isClosed = true;

    private QueueMessage Message(TenantId tenant, string key, ReadOnlyMemory<byte> payload)
    {
        var message = new QueueMessage
        {
            Queue = journal.QueueName,
            Tenant = tenant,
            Key = key,
            IdempotencyKey = _names.Next(),
            Payload = payload,
        };
        message.Validate();
        return !_isClosed
            ? message
            : throw new UnavailableException($"Write-behind '{journal.Name}' takes no more writes: the host is stopping. Write on another host.");
    }

    // Pooled: it waits for the journal at every call.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AcceptAsync(QueueMessage message, bool isRemoval, T value, CancellationToken cancellationToken)
    {
        await room.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await journal.Queue.AppendAsync([message], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            room.Leave();
        }

        telemetry.Accepted(journal.Name);
        try
        {
            if (isRemoval)
            {
                await cache.RemoveAsync(message.Key, CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                await cache.SetAsync(message.Key, value, _policy, tags: null, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // Of whatever kind: any HybridCache may stand here. The write is acknowledged, and stands; what the cache cannot show it had better forget.
            telemetry.CacheFailed(journal.Name, 1);
            await ForgetAsync(message.Key).ConfigureAwait(false);
        }
    }

    private async ValueTask ForgetAsync(string key)
    {
        try
        {
            await cache.RemoveAsync(key, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // counted already
        }
    }
}
