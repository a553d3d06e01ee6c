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
/// </remarks>
public sealed class Batcher<TItem, TResult> : IAsyncDisposable
{
    private readonly string _name;
    private readonly BatcherOptions<TItem> _options;
    private readonly TimeProvider _timeProvider;
    private readonly BatcherInstruments? _instruments;
    private readonly Func<Batch<TItem, TResult>, CancellationToken, Task> _flush;
    private readonly Channel<BatchEntry<TItem, TResult>> _channel;
    private readonly BatchGatherer<TItem, TResult> _gatherer; // the loop's
    private readonly SemaphoreSlim _slots; // one for each flush that may run
    private readonly HashSet<Batch<TItem, TResult>> _inFlight = []; // guarded by itself
    private readonly CancellationTokenSource _abort = new(); // cancelled when a stop runs out of patience
    private readonly Lock _lifecycle = new(); // guards _loop and _isStopping
    private volatile Task? _loop;
    private volatile bool _isStopping;

    /// <summary>Makes a pipeline. Nothing runs until the first item.</summary>
    /// <param name="name">What the pipeline is called in errors: the first part of its metrics' names.</param>
    /// <param name="flush">Does the work of a batch and gives each item its outcome. What it throws fails the items without one. Its token is
    /// cancelled when a stop runs out of patience.</param>
    /// <param name="options">The bounds; read once, here.</param>
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
        options.Validate();
        _name = InputRules.RequireName(name, nameof(name));
        _flush = flush;
        _options = options;
        _timeProvider = timeProvider;
        _instruments = instruments;
        _slots = new SemaphoreSlim(options.MaxConcurrentFlushes);
        _channel = Channel.CreateBounded<BatchEntry<TItem, TResult>>(new BoundedChannelOptions(options.Capacity) { SingleReader = true });
        _gatherer = new BatchGatherer<TItem, TResult>(_channel.Reader, options, timeProvider, instruments);
    }

    /// <summary>How many items wait to be read, those whose callers have left included.</summary>
    public int Depth => _channel.Reader.Count;

    /// <summary>Hands in an item and waits for its outcome.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Stops waiting: the item is skipped if it still waits, and goes on without its caller if it is in flight.</param>
    /// <returns>The item's own result. Await it once.</returns>
    /// <exception cref="LimitExceededException">The pipeline is full and rejects.</exception>
    /// <exception cref="UnavailableException">The pipeline is stopping, or stopped before the item's turn.</exception>
    public ValueTask<TResult> EnqueueAsync(TItem item, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        }

        var weight = _options.Weight?.Invoke(item) ?? 1;
        InputRules.RequireRange(weight, 0, long.MaxValue, "item weight");
        var entry = new BatchEntry<TItem, TResult>(item, weight, _options.Deadline?.Invoke(item), _timeProvider.GetTimestamp());
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
    /// What is left then fails with <see cref="UnavailableException"/>.</summary>
    /// <param name="cancellationToken">Ends the patience early.</param>
    /// <returns>A task that ends when every item has its outcome.</returns>
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
            await loop.WaitAsync(_options.DrainTimeout, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            await AbortAsync().ConfigureAwait(false);
            await loop.ConfigureAwait(false);
        }
    }

    /// <summary>Stops with the drain time-out as its patience.</summary>
    /// <returns>A task that ends when every item has its outcome.</returns>
    public ValueTask DisposeAsync() => new(StopAsync(CancellationToken.None));

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

    private void Refuse(BatchEntry<TItem, TResult> entry)
    {
        _instruments?.Rejected();
        entry.TrySetException(_isStopping
            ? Stopping()
            : new LimitExceededException(
                ErrorCodes.QueueFull,
                $"The pipeline '{_name}' is full: {_options.Capacity} items wait. Slow down, raise its capacity, or let callers wait for room."));
    }

    private UnavailableException Stopping() => new($"The pipeline '{_name}' is stopping; the item was not flushed. Hand it in again after a restart.");

    private async Task RunAsync()
    {
        try
        {
            while (await _channel.Reader.WaitToReadAsync(_abort.Token).ConfigureAwait(false))
            {
                // The slot first, then the batch: what comes while the last flush runs goes along with this one.
                await _slots.WaitAsync(_abort.Token).ConfigureAwait(false);
                var batch = await _gatherer.GatherAsync().ConfigureAwait(false);
                if (batch is null)
                {
                    _slots.Release();
                    continue;
                }

                _ = FlushAsync(batch);
            }

            for (var i = 0; i < _options.MaxConcurrentFlushes; i++)
            {
                await _slots.WaitAsync(_abort.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            // What is left is refused below.
        }
        finally
        {
            // However the loop ends, nothing may stay behind in the channel or enter it any more.
            _isStopping = true;
            _channel.Writer.TryComplete();
            while (_channel.Reader.TryRead(out var entry))
            {
                _instruments?.Dequeued();
                Refuse(entry);
            }
        }
    }

    private async Task FlushAsync(Batch<TItem, TResult> batch)
    {
        lock (_inFlight)
        {
            _inFlight.Add(batch);
        }

        var start = _timeProvider.GetTimestamp();
        try
        {
            _instruments?.Flushing(batch.Count, batch.Reason);
            _abort.Token.ThrowIfCancellationRequested();
            await _flush(batch, _abort.Token).ConfigureAwait(false);
            if (batch.HasWaiting)
            {
                batch.FailRest(new InvalidOperationException($"The flush of the pipeline '{_name}' gave an item neither a result nor an error."));
            }
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            batch.FailRest(Stopping());
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

            _instruments?.Flushed(_timeProvider.GetElapsedTime(start));
            _slots.Release();
        }
    }

    private async Task AbortAsync()
    {
        await _abort.CancelAsync().ConfigureAwait(false);
        Batch<TItem, TResult>[] left;
        lock (_inFlight)
        {
            left = [.. _inFlight];
        }

        foreach (var batch in left)
        {
            batch.FailRest(Stopping());
        }
    }
}
