namespace Paracle;

/// <summary>
/// Runs the owner's flush and sees to it that every item of the batch has an outcome, also when the flush throws, forgets an item
/// or never ends. The reader loop runs a flush that is the only one; flushes that run beside each other run aside.
/// </summary>
#pragma warning disable CA1001 // never disposed: a flush that outlives the pipeline may hold the token or return its slot
internal sealed class BatchFlusher<TItem, TResult>(
    string name, Func<Batch<TItem, TResult>, CancellationToken, Task> flush, int maxConcurrent, TimeProvider timeProvider, BatcherInstruments? instruments)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim? _slots = maxConcurrent > 1 ? new(maxConcurrent) : null;
    private readonly List<Batch<TItem, TResult>> _inFlight = []; // few; guarded by itself, as is the start of an abort
    private readonly CancellationTokenSource _abort = new();

    /// <summary>Cancelled by <see cref="Abort"/>.</summary>
    public CancellationToken Aborted => _abort.Token;

    public Task WaitForSlotAsync() => _slots?.WaitAsync(_abort.Token) ?? Task.CompletedTask;

    public void ReturnSlot() => _slots?.Release();

    /// <summary>Flushes a batch in the slot that the loop has waited for. Never throws.</summary>
    /// <returns>A task that ends when the loop may go on: at once where flushes run aside, else with the flush.</returns>
    public Task FlushAsync(Batch<TItem, TResult> batch)
    {
        if (_slots is null)
        {
            return RunAsync(batch);
        }

        // In flight from here on: once the loop has let go of the batch, a stop must find it.
        lock (_inFlight)
        {
            _inFlight.Add(batch);
        }

        _ = RunAsideAsync(batch);
        return Task.CompletedTask;
    }

    /// <summary>Waits for the flushes that run aside.</summary>
    public async Task DrainAsync()
    {
        for (var i = 0; i < maxConcurrent; i++)
        {
            await WaitForSlotAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Cancels the flushes and fails what they have not completed. No flush begins any more.</summary>
    /// <returns>Whether a flush, which may never end, holds the loop.</returns>
    public bool Abort()
    {
        Batch<TItem, TResult>[] left;
        lock (_inFlight)
        {
            // Together with the snapshot: a batch is in it, or its flush never begins.
            _ = CancelAsync();
            left = [.. _inFlight];
        }

        foreach (var batch in left)
        {
            batch.FailRest(batch.HasBegun ? Unknown(null) : Unflushed());
        }

        return _slots is null && left.Length > 0;
    }

    /// <summary>The error of an item whose flush never began.</summary>
    public UnavailableException Unflushed() => new($"The pipeline '{name}' is stopping; the item was not flushed. Hand it in again after a restart.");

    private UnavailableException Unknown(Exception? cause) => new(
        $"The pipeline '{name}' stopped while the item was being flushed; whether that took effect is unknown. Look before handing it in again.",
        cause);

    private bool TryBegin(Batch<TItem, TResult> batch)
    {
        lock (_inFlight)
        {
            if (_abort.IsCancellationRequested)
            {
                return false;
            }

            batch.HasBegun = true;
            if (_slots is null)
            {
                _inFlight.Add(batch);
            }

            return true;
        }
    }

    private async Task RunAsideAsync(Batch<TItem, TResult> batch)
    {
        // A flush may begin with blocking work; it must not keep the loop from starting the others.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await RunAsync(batch).ConfigureAwait(false);
        ReturnSlot();
    }

    private async Task RunAsync(Batch<TItem, TResult> batch)
    {
        if (!TryBegin(batch))
        {
            batch.FailRest(Unflushed());
            return;
        }

        try
        {
            await MeasuredFlushAsync(batch).ConfigureAwait(false);
            if (batch.HasWaiting)
            {
                batch.FailRest(new InvalidOperationException($"The flush of the pipeline '{name}' gave an item neither a result nor an error."));
            }
        }
        catch (OperationCanceledException exception)
        {
            // Passed on as it is, it would tell callers that they had cancelled.
            batch.FailRest(_abort.IsCancellationRequested
                ? Unknown(exception)
                : new UnavailableException($"A flush of the pipeline '{name}' was cancelled before the item had its outcome.", exception));
        }
        catch (Exception exception)
        {
            batch.FailRest(exception);
        }
        finally
        {
            lock (_inFlight)
            {
                _inFlight.Remove(batch);
            }
        }
    }

    private async Task MeasuredFlushAsync(Batch<TItem, TResult> batch)
    {
        if (instruments is null)
        {
            await flush(batch, _abort.Token).ConfigureAwait(false);
            return;
        }

        instruments.Flushing(batch.Count, batch.Reason);
        var start = timeProvider.GetTimestamp();
        try
        {
            await flush(batch, _abort.Token).ConfigureAwait(false);
        }
        finally
        {
            instruments.Flushed(timeProvider.GetElapsedTime(start));
        }
    }

    private async Task CancelAsync()
    {
        try
        {
            await _abort.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
            // A callback that the flush registered has thrown. The items have their error; there is nobody else to tell.
        }
    }
}
