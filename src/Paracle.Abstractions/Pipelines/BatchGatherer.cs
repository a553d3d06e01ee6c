using System.Threading.Channels;

namespace Paracle;

/// <summary>Takes entries out of the channel and forms batches. Only the pipeline's one reader loop calls it, <see cref="Held"/> aside.</summary>
internal sealed class BatchGatherer<TItem, TResult>(
    ChannelReader<BatchEntry<TItem, TResult>> reader, BatcherOptions<TItem> options, TimeProvider timeProvider, BatcherInstruments? instruments)
{
    private readonly int _maxSize = options.MaxBatchSize;
    private readonly long _maxWeight = options.MaxBatchWeight;
    private readonly List<BatchEntry<TItem, TResult>> _forming = [];
    private TimeSpan _linger; // of _forming
    private long _weight; // of _forming, saturated
    private long _earliest = BatchEntry<TItem, TResult>.NoDeadline; // of _forming

    /// <summary>How many entries the batch that forms now has taken.</summary>
    public int Held => _forming.Count;

    /// <summary>Forms the next batch out of what waits, lingering as the options say; null when every waiting caller has left.</summary>
    public async ValueTask<Batch<TItem, TResult>?> GatherAsync()
    {
        try
        {
            var reason = Take() ?? (_forming.Count > 0 && MayLinger() ? await LingerAsync().ConfigureAwait(false) : FlushReason.Drained);
            return Form(reason);
        }
        catch (Exception exception)
        {
            // A clock or a metric listener that throws must not take the entries with it.
            foreach (var entry in _forming)
            {
                entry.TrySetException(exception);
            }

            return null;
        }
        finally
        {
            _forming.Clear();
            _weight = 0;
            _earliest = BatchEntry<TItem, TResult>.NoDeadline;
        }
    }

    /// <summary>Adds what waits now. The reason is null while the batch could still hold more.</summary>
    private FlushReason? Take()
    {
        while (_forming.Count < _maxSize)
        {
            // An entry that would make the batch too heavy stays in the channel for the next one. Only an entry that was looked at
            // may be read: another can come in between.
            BatchEntry<TItem, TResult>? next = null;
            var isWeighed = _maxWeight != long.MaxValue && _forming.Count > 0;
            if (isWeighed && reader.TryPeek(out next) && !next.IsDone && next.Weight > _maxWeight - _weight)
            {
                return FlushReason.Weight;
            }

            if ((isWeighed && next is null) || !reader.TryRead(out var entry))
            {
                return _weight >= _maxWeight ? FlushReason.Weight : null;
            }

            if (entry.IsDone)
            {
                instruments?.Dequeued(1);
                continue;
            }

            _forming.Add(entry);
            _weight = Math.Min(_maxWeight, Sum(_weight, entry.Weight));
            _earliest = Math.Min(_earliest, entry.Deadline);
        }

        return FlushReason.Count;
    }

    private bool MayLinger()
    {
        _linger = options.Linger;
        if (_linger > TimeSpan.Zero && options.ChooseLinger?.Invoke() is { } chosen && chosen < _linger)
        {
            _linger = chosen;
        }

        return _linger > TimeSpan.Zero;
    }

    private async ValueTask<FlushReason> LingerAsync()
    {
        using var ended = new CancellationTokenSource();
        try
        {
            var earliest = _earliest;
            var (pause, reason) = Pause(ended.Token);
            while (true)
            {
                var more = reader.WaitToReadAsync(CancellationToken.None).AsTask();
                if (await Task.WhenAny(pause, more).ConfigureAwait(false) == pause)
                {
                    return Take() ?? reason;
                }

                if (!await more.ConfigureAwait(false))
                {
                    return FlushReason.Stopping;
                }

                if (Take() is { } full)
                {
                    return full;
                }

                if (_earliest < earliest)
                {
                    earliest = _earliest;
                    (pause, reason) = Pause(ended.Token);
                }
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends with the linger, counted from when the oldest entry came, or at the earliest deadline, to the millisecond that timers tick in.</summary>
    private (Task Pause, FlushReason Reason) Pause(CancellationToken cancellationToken)
    {
        var linger = _linger - timeProvider.GetElapsedTime(_forming[0].EnqueuedAt);
        var deadline = _earliest == BatchEntry<TItem, TResult>.NoDeadline
            ? TimeSpan.MaxValue
            : TimeSpan.FromTicks(_earliest - timeProvider.GetUtcNow().UtcTicks);
        var (remaining, reason) = deadline < linger ? (deadline, FlushReason.Deadline) : (linger, FlushReason.Linger);
        return remaining <= TimeSpan.Zero
            ? (Task.CompletedTask, reason)
            : (Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds)), timeProvider, cancellationToken), reason);
    }

    private Batch<TItem, TResult>? Form(FlushReason reason)
    {
        instruments?.Dequeued(_forming.Count);

        // Only now, so that a caller who leaves while the batch lingers still takes its item along.
        _forming.RemoveAll(static entry => entry.IsDone);
        if (_forming.Count == 0)
        {
            return null;
        }

        var weight = 0L;
        foreach (var entry in _forming)
        {
            weight = Sum(weight, entry.Weight);
        }

        if (instruments?.MeasuresWait == true)
        {
            MeasureWait(instruments);
        }

        return new Batch<TItem, TResult>(
            [.. _forming], reason == FlushReason.Drained && reader.Completion.IsCompleted ? FlushReason.Stopping : reason, weight);
    }

    private void MeasureWait(BatcherInstruments measured)
    {
        foreach (var entry in _forming)
        {
            // Zero: the listener came after the entry.
            if (entry.EnqueuedAt != 0)
            {
                measured.Waited(timeProvider.GetElapsedTime(entry.EnqueuedAt));
            }
        }
    }

    // Weights are the owner's numbers and may be huge.
    private static long Sum(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;
}
