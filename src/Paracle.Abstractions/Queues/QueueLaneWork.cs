using Microsoft.Extensions.Logging;

namespace Paracle;

/// <summary>Works a leased lane off, a batch at a time, and renews its lease meanwhile.</summary>
internal sealed class QueueLaneWork(
    IDurableQueue queue,
    Func<QueueBatch, CancellationToken, Task> handle,
    DurableQueueWorkerOptions options,
    QueueBackoff backoff,
    TimeProvider timeProvider,
    ILogger logger)
{
    /// <summary>Ends when nothing is due, the lane's turn is over, it is lost, or the worker stops.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="isStopping">Whether no other batch may begin; the one at work ends.</param>
    /// <param name="cancellationToken">Cancels the batch at work. The lane is then not given back: its handler may still be at it.</param>
    public async Task RunAsync(QueueLane lane, Func<bool> isStopping, CancellationToken cancellationToken)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewing = RenewAsync(lane, held);
        try
        {
            await WorkOffAsync(lane, isStopping, held.Token).ConfigureAwait(false);
        }
        finally
        {
            await held.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(false);
        }

        await queue.ReleaseAsync(lane, cancellationToken).ConfigureAwait(false);
    }

    private async Task WorkOffAsync(QueueLane lane, Func<bool> isStopping, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        while (!isStopping() && timeProvider.GetElapsedTime(began) < options.LeaseDuration)
        {
            var items = await ReadAsync(lane, isStopping, cancellationToken).ConfigureAwait(false);
            if (items.Count == 0)
            {
                return;
            }

            await HandleAsync(lane, items, [], cancellationToken).ConfigureAwait(false);
        }
    }

    // Looks again at every MinPoll: a batch that has become full goes at once, and a stop is seen. Hosts' clocks differ, so no wait is longer than Linger here.
    private async Task<IReadOnlyList<QueueItem>> ReadAsync(QueueLane lane, Func<bool> isStopping, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        while (true)
        {
            var items = await queue.ReadAsync(lane, options.MaxBatch, cancellationToken).ConfigureAwait(false);
            if (items.Count == 0 || items.Count >= options.MaxBatch || isStopping())
            {
                return items;
            }

            var rest = options.Linger - Max(timeProvider.GetUtcNow() - items[0].AppendedAt, timeProvider.GetElapsedTime(began));
            if (rest <= TimeSpan.Zero)
            {
                return items;
            }

            await Task.Delay(rest < options.MinPoll ? rest : options.MinPoll, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    // A handler that throws does not say which item it was: halves are handed over again until the item stands alone, and the others do not pay for it.
    private async Task HandleAsync(QueueLane lane, IReadOnlyList<QueueItem> items, HashSet<(TenantId Tenant, string Key)> failedKeys, CancellationToken cancellationToken)
    {
        var batch = new QueueBatch(lane, [.. items.Where(item => !failedKeys.Contains((item.Message.Tenant, item.Message.Key)))]);
        if (batch.Items.Count == 0)
        {
            return;
        }

        try
        {
            await handle(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            if (batch.Items is not [var item])
            {
                var half = batch.Items.Count / 2;
                await HandleAsync(lane, [.. batch.Items.Take(half)], failedKeys, cancellationToken).ConfigureAwait(false);
                await HandleAsync(lane, [.. batch.Items.Skip(half)], failedKeys, cancellationToken).ConfigureAwait(false);
                return;
            }

            batch.Fail(item, exception is ParacleException ? exception.Message : $"The handler threw {exception.GetType().Name}."); // others' messages may hold secrets
        }

        failedKeys.UnionWith(batch.Failed.Select(failed => (failed.Item.Message.Tenant, failed.Item.Message.Key)));
        await SettleAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private async Task SettleAsync(QueueBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Done() is { Count: > 0 } done)
        {
            await queue.CompleteAsync(batch.Lane, done, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (item, reason) in batch.Failed)
        {
            var error = QueueRules.CleanError(reason);
            var failures = item.Attempts + 1;
            if (failures >= options.MaxAttempts)
            {
                await queue.DeadLetterAsync(batch.Lane, item.Id, error, cancellationToken).ConfigureAwait(false);
                logger.QueueItemDead(batch.Lane.Queue, item.Id, failures, error);
            }
            else
            {
                var rest = backoff.After(failures);
                await queue.RetryAsync(batch.Lane, item.Id, rest, error, cancellationToken).ConfigureAwait(false);
                logger.QueueItemFailed(batch.Lane.Queue, item.Id, failures, rest, error);
            }
        }
    }

    private async Task RenewAsync(QueueLane lane, CancellationTokenSource held)
    {
        try
        {
            var (token, renewed) = (held.Token, timeProvider.GetTimestamp());
            while (true)
            {
                await Task.Delay(options.LeaseDuration / 3, timeProvider, token).ConfigureAwait(false);
                var began = timeProvider.GetTimestamp();
                if (await TryRenewAsync(lane, token).ConfigureAwait(false))
                {
                    renewed = began;
                }
                else if (timeProvider.GetElapsedTime(renewed) >= options.LeaseDuration)
                {
                    await held.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (LeaseLostException)
        {
            await held.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // the work has ended
        }
    }

    private async Task<bool> TryRenewAsync(QueueLane lane, CancellationToken cancellationToken)
    {
        try
        {
            // A try that hangs must not keep the lease's end from being seen.
            await queue.RenewAsync(lane, options.LeaseDuration, cancellationToken).AsTask()
                .WaitAsync(options.LeaseDuration / 3, timeProvider, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or ParacleException and not LeaseLostException)
        {
            return false; // there is time for another try
        }
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
