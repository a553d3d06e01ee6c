using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>Takes writes: into the journal first, then into the cache.</summary>
internal sealed class WriteBehind<T>(
    WriteBehindJournal journal, WriteBehindRoom room, WriteBehindCodec<T> codec, HybridCache cache, WriteBehindTelemetry telemetry) : IWriteBehind<T>
{
    private readonly CachePolicy _policy = new(journal.QueueName) { Lifetime = journal.Options.Lifetime };
    private volatile bool _isClosed;

    public async ValueTask WriteBehindAsync(TenantId tenant, string key, T value, CancellationToken cancellationToken)
    {
        if (value is null)
        {
            throw new InvalidInputException("value", "The value is null. Remove it with RemoveBehindAsync.");
        }

        await AppendAsync(tenant, key, codec.Encode(value), cancellationToken).ConfigureAwait(false);
        await ShowAsync(key, () => cache.SetAsync(key, value, _policy, tags: null, CancellationToken.None)).ConfigureAwait(false);
    }

    public async ValueTask RemoveBehindAsync(TenantId tenant, string key, CancellationToken cancellationToken)
    {
        await AppendAsync(tenant, key, WriteBehindCodec<T>.Removal, cancellationToken).ConfigureAwait(false);
        await ShowAsync(key, () => cache.RemoveAsync(key, CancellationToken.None)).ConfigureAwait(false);
    }

    /// <summary>Takes no more writes.</summary>
    public void Close() => _isClosed = true;

    private async ValueTask AppendAsync(TenantId tenant, string key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var message = new QueueMessage
        {
            Queue = journal.QueueName,
            Tenant = tenant,
            Key = key,
            IdempotencyKey = Guid.CreateVersion7(journal.TimeProvider.GetUtcNow()).ToString("N"),
            Payload = payload,
        };
        message.Validate();
        if (_isClosed)
        {
            throw new UnavailableException($"Write-behind '{journal.Name}' takes no more writes: the host is stopping. Write on another host.");
        }

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
    }

    // The write is acknowledged: whatever the cache does, it stands. What the cache cannot show it had better forget.
    private async ValueTask ShowAsync(string key, Func<ValueTask> show)
    {
        if (!await TryAsync(show).ConfigureAwait(false))
        {
            telemetry.CacheFailed(journal.Name, 1);
            await TryAsync(() => cache.RemoveAsync(key, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private static async ValueTask<bool> TryAsync(Func<ValueTask> change)
    {
        try
        {
            await change().ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            return false; // of whatever kind: any HybridCache may stand here
        }
    }
}
