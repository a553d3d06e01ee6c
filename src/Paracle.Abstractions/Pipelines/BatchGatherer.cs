using System.Threading.Channels;

namespace Paracle;

/// <summary>Takes entries out of the channel and forms batches. Only the pipeline's one reader loop calls it.</summary>
internal sealed class BatchGatherer<TItem, TResult>(
    ChannelReader<BatchEntry<TItem, TResult>> reader, BatcherOptions<TItem> options, TimeProvider timeProvider, BatcherInstruments? instruments)
{
    private readonly int _maxSize = options.MaxBatchSize;
    private readonly long _maxWeight = options.MaxBatchWeight;
    private readonly TimeSpan _linger = options.Linger;

    /// <summary>Forms the next batch out of what waits, lingering as the options say; null when every waiting caller has left.</summary>
    public async ValueTask<Batch<TItem, TResult>?> GatherAsync()
    {
        var entries = new List<BatchEntry<TItem, TResult>>();
        var reason = Take(entries);
        if (reason is null && entries.Count > 0)
        {
            reason = _linger > TimeSpan.Zero ? await LingerAsync(entries).ConfigureAwait(false) : FlushReason.Drained;
        }

        // Claimed only now, so that a caller who leaves while the batch lingers still takes its item along.
        entries.RemoveAll(static entry => !entry.TryClaim());
        if (entries.Count == 0)
        {
            return null;
        }

        if (reader.Completion.IsCompleted && reason is FlushReason.Drained)
        {
            reason = FlushReason.Stopping;
        }

        if (instruments?.MeasuresWait == true)
        {
            foreach (var entry in entries)
            {
                instruments.Waited(timeProvider.GetElapsedTime(entry.EnqueuedAt));
            }
        }

        return new Batch<TItem, TResult>(entries, reason!.Value, WeightOf(entries));
    }

    private static long WeightOf(List<BatchEntry<TItem, TResult>> entries)
    {
        var sum = 0L;
        foreach (var entry in entries)
        {
            // Saturates: weights are the owner's numbers and may be huge.
            sum = sum > long.MaxValue - entry.Weight ? long.MaxValue : sum + entry.Weight;
        }

        return sum;
    }

    /// <summary>Adds what waits now. The reason is null while the batch could still hold more.</summary>
    private FlushReason? Take(List<BatchEntry<TItem, TResult>> entries)
    {
        var weight = _maxWeight == long.MaxValue ? 0 : WeightOf(entries);
        while (entries.Count < _maxSize)
        {
            // An entry that would make the batch too heavy stays in the channel for the next one.
            if (_maxWeight != long.MaxValue && entries.Count > 0 && reader.TryPeek(out var next) && !next.IsDone && next.Weight > _maxWeight - weight)
            {
                return FlushReason.Weight;
            }

            if (!reader.TryRead(out var entry))
            {
                return weight >= _maxWeight ? FlushReason.Weight : null;
            }

            instruments?.Dequeued();
            if (!entry.IsDone)
            {
                entries.Add(entry);
                weight = _maxWeight == long.MaxValue ? 0 : weight + Math.Min(entry.Weight, _maxWeight);
            }
        }

        return FlushReason.Count;
    }

    private async ValueTask<FlushReason> LingerAsync(List<BatchEntry<TItem, TResult>> entries)
    {
        using var ended = new CancellationTokenSource();
        try
        {
            var more = reader.WaitToReadAsync(CancellationToken.None).AsTask();
            while (true)
            {
                var (remaining, reason) = Remaining(entries);
                if (remaining <= TimeSpan.Zero)
                {
                    return reason;
                }

                var pause = Task.Delay(remaining, timeProvider, ended.Token);
                if (await Task.WhenAny(more, pause).ConfigureAwait(false) == pause)
                {
                    continue;
                }

                if (!await more.ConfigureAwait(false))
                {
                    return FlushReason.Stopping;
                }

                if (Take(entries) is { } full)
                {
                    return full;
                }

                more = reader.WaitToReadAsync(CancellationToken.None).AsTask();
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    private (TimeSpan Remaining, FlushReason Reason) Remaining(List<BatchEntry<TItem, TResult>> entries)
    {
        var linger = _linger - timeProvider.GetElapsedTime(entries[0].EnqueuedAt);
        DateTimeOffset? earliest = null;
        foreach (var entry in entries)
        {
            earliest = entry.Deadline < earliest || earliest is null ? entry.Deadline ?? earliest : earliest;
        }

        var deadline = earliest - timeProvider.GetUtcNow();
        return deadline < linger ? (deadline.Value, FlushReason.Deadline) : (linger, FlushReason.Linger);
    }
}
