using System.Threading.Channels;

namespace Paracle;

/// <summary>
/// The pipeline: many callers hand in items, one reader loop gathers them into batches, a flush completes each item. Every
/// item completes exactly once, with its own result, its own error, or cancellation; none is ever left pending.
/// </summary>
/// <typeparam name="TItem">The kind of item.</typeparam>
/// <typeparam name="TResult">The kind of result.</typeparam>
/// <remarks>
/// The loop starts with the first item. Cancelling a waiting item skips it, and its slot frees when the loop reads it; cancelling
/// one in flight detaches only its caller. Stopping flushes what waits, then fails what is left with <see cref="UnavailableException"/>.
/// A flush must not wait for an item of its own pipeline.
/// </remarks>
public sealed class Batcher<TItem, TResult> : IAsyncDisposable
{
    private readonly string _name;
    private readonly BatcherOptions<TItem> _options;
    private readonly TimeProvider _timeProvider;
    private readonly BatcherInstruments? _instruments;
    private readonly Channel<BatchEntry<TItem, TResult>> _channel;
    private readonly BatchGatherer<TItem, TResult> _gatherer; // the loop's
    private readonly BatchFlusher<TItem, TResult> _flusher;
    private readonly Lock _lifecycle = new(); // guards _loop and _isStopping
    private volatile Task? _loop;
    private volatile bool _isStopping;

    /// <summary>Makes a pipeline. Nothing runs until the first item.</summary>
    /// <param name="name">What the pipeline is called in errors: the first part of its metrics' names.</param>
    /// <param name="flush">Does the work of a batch and gives each item its outcome. What it throws fails the items without one. Its token is
    /// cancelled when a stop runs out of patience.</param>
    /// <param name="options">The bounds; copied here.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="instruments">The owner's metrics, or null for none.</param>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public Batcher(
        string name,
        Func<Batch<TItem, TResult>, CancellationToken, Task> flush,
        BatcherOptions<TItem> options,
        TimeProvider timeProvider,
        BatcherInstruments? instruments = null)
    {
        ArgumentNullException.ThrowIfNull(flush);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _name = InputRules.RequireName(name, nameof(name));
        _options = options.ValidCopy();
        _timeProvider = timeProvider;
        _instruments = instruments;
        _channel = Channel.CreateBounded<BatchEntry<TItem, TResult>>(_options.Capacity);
        _gatherer = new BatchGatherer<TItem, TResult>(_channel.Reader, _options, timeProvider, instruments);
        _flusher = new BatchFlusher<TItem, TResult>(_name, flush, _options.MaxConcurrentFlushes, timeProvider, instruments);
    }

    /// <summary>How many items wait to be flushed, those whose callers have left included.</summary>
    public int Depth => _channel.Reader.Count + _gatherer.Held;

    /// <summary>Hands in an item and waits for its outcome.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Stops waiting: the item is skipped if it still waits, and goes on without its caller if it is in flight.</param>
    /// <returns>The item's own result. Await it once.</returns>
    /// <exception cref="InvalidInputException">The item's weight is negative.</exception>
    /// <exception cref="LimitExceededException">The pipeline is full and rejects.</exception>
    /// <exception cref="UnavailableException">The pipeline is stopping, or stopped before the item's turn, or the flush was cancelled.</exception>
    public ValueTask<TResult> EnqueueAsync(TItem item, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        }

        var entry = Enter(item);
        entry.CancelWith(cancellationToken);
        EnsureStarted();
        if (_channel.Writer.TryWrite(entry))
        {
            _instruments?.Enqueued();
            return entry.Outcome;
        }

        if (_options.Overflow == OverflowPolicy.Wait && !_isStopping)
        {
            return WaitForRoomAsync(entry, cancellationToken);
        }

        Refuse(entry);
        return entry.Outcome;
    }

    /// <summary>Takes no more items, flushes what waits, and waits for what is in flight: at most the drain time-out or the token's patience.
    /// What is left then fails with <see cref="UnavailableException"/>; callers who wait for room are refused with it at once.</summary>
    /// <param name="cancellationToken">Ends the patience early.</param>
    /// <returns>A task that ends when every accepted item has its outcome, also when a flush never ends.</returns>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lifecycle)
        {
            _isStopping = true;
            _channel.Writer.TryComplete();
        }

        if (_loop is not { } loop)
        {
            return;
        }

        try
        {
            // A second stop, as a disposal after a stop is, waits for no flush that the first gave up.
            var patience = _flusher.Aborted.IsCancellationRequested ? TimeSpan.Zero : _options.DrainTimeout;
            await loop.WaitAsync(patience, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            await AbortAsync(loop).ConfigureAwait(false);
        }
    }

    /// <summary>Stops with the drain time-out as its patience.</summary>
    /// <returns>A task that ends when every accepted item has its outcome.</returns>
    public ValueTask DisposeAsync() => new(StopAsync(CancellationToken.None));

    private BatchEntry<TItem, TResult> Enter(TItem item)
    {
        var weight = _options.Weight?.Invoke(item) ?? 1;
        InputRules.RequireRange(weight, 0, long.MaxValue, "item weight");
        var deadline = _options.Deadline?.Invoke(item)?.UtcTicks ?? BatchEntry<TItem, TResult>.NoDeadline;
        var isTimed = _options.Linger > TimeSpan.Zero || _instruments?.MeasuresWait == true;
        return new BatchEntry<TItem, TResult>(item, weight, deadline, isTimed ? _timeProvider.GetTimestamp() : 0);
    }

    private void EnsureStarted()
    {
        if (_loop is not null)
        {
            return;
        }

        lock (_lifecycle)
        {
            if (_loop is null && !_isStopping)
            {
                // The loop outlives the caller who starts it and must not carry that caller's trace.
                using (ExecutionContext.SuppressFlow())
                {
                    _loop = Task.Run(RunAsync);
                }
            }
        }
    }

    private async ValueTask<TResult> WaitForRoomAsync(BatchEntry<TItem, TResult> entry, CancellationToken cancellationToken)
    {
        try
        {
            await _channel.Writer.WriteAsync(entry, cancellationToken).ConfigureAwait(false);
            _instruments?.Enqueued();
        }
        catch (ChannelClosedException)
        {
            Refuse(entry);
        }
        catch (OperationCanceledException)
        {
            entry.TrySetCanceled(cancellationToken);
        }

        return await entry.Outcome.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        try
        {
            // Without the abort's token, which would cost each wait an object: a stop completes the channel before it aborts.
            while (await _channel.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                // The slot first, then the batch: what comes while the last flush runs goes along with this one.
                await _flusher.WaitForSlotAsync().ConfigureAwait(false);
                if (_flusher.Aborted.IsCancellationRequested)
                {
                    break; // a flush that the stop gave up on let go of the loop after all: what waits is refused, and nobody would wait for a batch of it
                }

                if (await _gatherer.GatherAsync().ConfigureAwait(false) is { } batch)
                {
                    await _flusher.FlushAsync(batch).ConfigureAwait(false);
                }
                else
                {
                    _flusher.ReturnSlot();
                }
            }

            await _flusher.DrainAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_flusher.Aborted.IsCancellationRequested)
        {
            // What is left is refused below.
        }
        finally
        {
            RefuseWaiting();
        }
    }

    private async Task AbortAsync(Task loop)
    {
        // A loop that a flush holds may never come back, and has no other item in hand. Else it ends at once.
        if (!_flusher.Abort())
        {
            await loop.ConfigureAwait(false);
        }

        RefuseWaiting();
    }

    private void RefuseWaiting()
    {
        _isStopping = true;
        _channel.Writer.TryComplete();
        while (_channel.Reader.TryRead(out var entry))
        {
            _instruments?.Dequeued(1);
            Refuse(entry);
        }
    }

    private void Refuse(BatchEntry<TItem, TResult> entry)
    {
        var isRefused = entry.TrySetException(_isStopping
            ? _flusher.Unflushed()
            : new LimitExceededException(
                ErrorCodes.QueueFull,
                $"The pipeline '{_name}' is full: {_options.Capacity} items wait. Slow down, raise its capacity, or let callers wait for room."));
        if (isRefused)
        {
            _instruments?.Rejected();
        }
    }
}
