using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>
/// Looks, once the source has a write, whether the cache shows the same, and removes what differs: a value that a reader loaded before the source had
/// the write, or what writers who raced have left. Where a later write of the key waits in the lane, its own turn will come, and the cache is left alone.
/// </summary>
internal sealed class WriteBehindReconciler<T>(WriteBehindJournal journal, WriteBehindCodec<T> codec, HybridCache cache, WriteBehindTelemetry telemetry)
{
    /// <summary>Never fails over the cache or the journal: the writes are done.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="read">How many items were read from it.</param>
    /// <param name="written">The items whose value the source has.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ReconcileAsync(QueueLane lane, int read, IReadOnlyList<QueueItem> written, CancellationToken cancellationToken)
    {
        try
        {
            List<QueueItem> differing = [];
            foreach (var item in written)
            {
                if (!await IsShownAsync(item.Message, cancellationToken).ConfigureAwait(false))
                {
                    differing.Add(item);
                }
            }

            if (differing.Count > 0)
            {
                await cache.RemoveAsync(await WithoutLaterAsync(lane, read, differing, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            telemetry.CacheFailed(journal.Name, written.Count);
        }
    }

    // An absent value is removed too: a load of what the source had before may be under way, and must not land.
    private async ValueTask<bool> IsShownAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        if (WriteBehindCodec<T>.IsRemoval(message.Payload))
        {
            return false;
        }

        var shown = await cache.TryGetAsync<T>(message.Key, cancellationToken).ConfigureAwait(false);
        return shown is { Found: true, Value: not null } && codec.Encode(shown.Value).Span.SequenceEqual(message.Payload.Span);
    }

    // What was read is in the lane still, and is read again with what came after it.
    private async Task<IEnumerable<string>> WithoutLaterAsync(QueueLane lane, int read, List<QueueItem> items, CancellationToken cancellationToken)
    {
        var waiting = await journal.Queue.ReadAsync(lane, Math.Min(QueueRules.MaxBatch, read + journal.Options.BatchSize), cancellationToken).ConfigureAwait(false);
        var last = new Dictionary<(TenantId, string), long>();
        foreach (var item in waiting)
        {
            last[(item.Message.Tenant, item.Message.Key)] = item.Id;
        }

        return [.. items.Where(item => last.GetValueOrDefault((item.Message.Tenant, item.Message.Key)) <= item.Id).Select(item => item.Message.Key)];
    }
}
