namespace Paracle.Cache.Internal;

/// <summary>Gives the batches of the journal to the sink, one write of each key.</summary>
internal sealed class WriteBehindDrain<T>(
    WriteBehindJournal journal, IWriteBehindSink<T> sink, WriteBehindCodec<T> codec, WriteBehindReconciler<T> reconciler, WriteBehindTelemetry telemetry)
{
    public async Task HandleAsync(QueueBatch batch, CancellationToken cancellationToken)
    {
        List<List<QueueItem>> keys = [.. batch.Items
            .GroupBy(item => (item.Message.Tenant, item.Message.Key))
            .Select(key => key.ToList())
            .OrderBy(writes => writes[^1].Id)];

        // Throws where an item cannot be read: it comes again by itself then, and is set aside.
        await WriteAsync(new WriteBehindBatch<T>(batch.Lane, [.. keys.Select(Last)]), cancellationToken).ConfigureAwait(false);
        telemetry.Written(journal.Name, keys.Count, batch.Items.Count - keys.Count);
        await reconciler.ReconcileAsync(batch.Lane, batch.Items.Count, [.. keys.Select(writes => writes[^1])], cancellationToken).ConfigureAwait(false);
    }

    private WriteBehindItem<T> Last(List<QueueItem> writes)
    {
        var last = writes[^1];
        var isRemoval = WriteBehindCodec<T>.IsRemoval(last.Message.Payload);
        return new WriteBehindItem<T>
        {
            Tenant = last.Message.Tenant,
            Key = last.Message.Key,
            IsRemoval = isRemoval,
            Value = isRemoval ? default : codec.Decode(last.Message.Payload),
            IdempotencyKey = last.Message.IdempotencyKey,
            Superseded = [.. writes.SkipLast(1).Select(item => item.Message.IdempotencyKey)],
            WrittenAt = last.AppendedAt,
        };
    }

    // A source that is away is no fault of the items: they wait for it here, in their order, and none becomes a dead letter over an outage.
    private async Task WriteAsync(WriteBehindBatch<T> batch, CancellationToken cancellationToken)
    {
        for (var pause = journal.Options.MinBackoff; !await TryWriteAsync(batch, cancellationToken).ConfigureAwait(false);)
        {
            await Task.Delay(pause, journal.TimeProvider, cancellationToken).ConfigureAwait(false);
            pause = 2 * pause < journal.Options.MaxBackoff ? 2 * pause : journal.Options.MaxBackoff;
        }
    }

    private async Task<bool> TryWriteAsync(WriteBehindBatch<T> batch, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(journal.Options.WriteTimeout, journal.TimeProvider);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await sink.WriteAsync(batch, limited.Token).ConfigureAwait(false);
            return true;
        }
        catch (UnavailableException)
        {
            telemetry.SinkFailed(journal.Name);
            return false;
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            telemetry.SinkFailed(journal.Name);
            throw new LimitExceededException(
                ErrorCodes.TimeLimit,
                $"The sink of write-behind '{journal.Name}' took longer than WriteBehindOptions.WriteTimeout, {journal.Options.WriteTimeout}. Speed it up, or raise the limit.",
                exception);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            telemetry.SinkFailed(journal.Name);
            throw;
        }
    }
}
