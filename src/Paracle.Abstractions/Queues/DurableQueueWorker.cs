using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Paracle;

/// <summary>
/// Works a queue off over <see cref="IDurableQueue"/>: leases lanes, hands their items to a handler in batches and in order, completes what it did,
/// and tries again what failed. Any number of workers, in any number of hosts, share a queue. Delivery is at least once.
/// </summary>
/// <remarks>
/// A handler that throws gets the batch again in halves, so that the item at fault stands alone. When a lane is lost to another worker, its handler's
/// token is cancelled; what it still does must carry the fencing token. An idle worker looks less and less often, and is woken where the queue is an
/// <see cref="IQueueSignal"/>.
/// </remarks>
public sealed class DurableQueueWorker : IAsyncDisposable
{
    private readonly IDurableQueue _queue;
    private readonly string _name;
    private readonly string _owner;
    private readonly DurableQueueWorkerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly QueueLaneWork _work;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborted = new();
    private readonly TaskCompletionSource _draining = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lifecycle = new(); // guards _loop and _ended
    private Task? _loop;
    private Task? _ended;
    private bool _isAway; // of the loop

    /// <summary>Makes a worker. Nothing runs until <see cref="Start"/>.</summary>
    /// <param name="queue">The journal.</param>
    /// <param name="name">The queue's name.</param>
    /// <param name="owner">Who leases the lanes, for example the host's name and the worker's.</param>
    /// <param name="handle">Brings about the effects of a batch. Its token is cancelled when the lane is lost or a stop runs out of patience.</param>
    /// <param name="options">The bounds; copied here.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="random">Spreads the retries.</param>
    /// <param name="logger">Told of items that fail or become dead letters, of lanes that are lost, and of a queue that cannot be reached; null for nobody.</param>
    /// <exception cref="InvalidInputException">A name is malformed, or an option is out of its range.</exception>
    public DurableQueueWorker(
        IDurableQueue queue,
        string name,
        string owner,
        Func<QueueBatch, CancellationToken, Task> handle,
        DurableQueueWorkerOptions options,
        TimeProvider timeProvider,
        Random random,
        ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(random);
        _options = options.ValidCopy();
        QueueRules.ValidateLease(name, owner, _options.LeaseDuration);
        (_queue, _name, _owner, _timeProvider, _logger) = (queue, name, owner, timeProvider, logger ?? NullLogger.Instance);
        _work = new QueueLaneWork(queue, handle, _options, new QueueBackoff(_options, random), timeProvider, _logger);
        _slots = new SemaphoreSlim(_options.MaxLanes);
    }

    /// <summary>Begins to work. Called again, it changes nothing.</summary>
    public void Start()
    {
        lock (_lifecycle)
        {
            if (_loop is null && _ended is null)
            {
                using (ExecutionContext.SuppressFlow())
                {
                    _loop = Task.Run(RunAsync);
                }
            }
        }
    }

    /// <summary>Begins no more batches, and waits for those at work: at most <see cref="DurableQueueWorkerOptions.DrainTimeout"/> or the token's patience.
    /// Then their handlers are cancelled, and their items come again once the lanes' leases have ended.</summary>
    /// <param name="cancellationToken">Ends the patience early.</param>
    /// <returns>A task that ends when the worker has ended or been given up.</returns>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task ended;
        lock (_lifecycle)
        {
            ended = _ended ??= EndAsync(_loop ?? Task.CompletedTask);
        }

        try
        {
            await ended.WaitAsync(_options.DrainTimeout, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            await _aborted.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Works on until nothing is due that no other worker is at, for at most <see cref="DurableQueueWorkerOptions.DrainTimeout"/> or the
    /// token's patience, then stops as <see cref="StopAsync"/> does.</summary>
    /// <param name="cancellationToken">Ends the patience early.</param>
    /// <returns>A task that ends when the worker has ended or been given up.</returns>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        Task loop;
        lock (_lifecycle)
        {
            loop = _loop ?? Task.CompletedTask;
        }

        _draining.TrySetResult();
        await loop.WaitAsync(_options.DrainTimeout, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops with the drain time-out as its patience.</summary>
    /// <returns>A task that ends when the worker has ended or been given up.</returns>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None).ConfigureAwait(false);

    private async Task RunAsync()
    {
        try
        {
            await LookForLanesAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // stopped
        }
    }

    private async Task EndAsync(Task loop)
    {
        await loop.ConfigureAwait(false);
        for (var lane = 0; lane < _options.MaxLanes; lane++)
        {
            await _slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task LookForLanesAsync(CancellationToken cancellationToken)
    {
        var pause = _options.MinPoll;
        Task? appended = null;
        while (true)
        {
            var isIdle = _slots.CurrentCount == _options.MaxLanes; // before the look: a lane given back after it may hold items still
            if (await TryBeginAsync(cancellationToken).ConfigureAwait(false))
            {
                (pause, appended) = (_options.MinPoll, null);
                continue;
            }

            if (_draining.Task.IsCompleted && isIdle)
            {
                return;
            }

            if (appended is null && await TryWatchAsync(cancellationToken).ConfigureAwait(false) is { } watch)
            {
                appended = watch; // what came before that is found by looking once more
                continue;
            }

            await WaitAsync(appended, pause, cancellationToken).ConfigureAwait(false);
            var (isWoken, isBusy) = (appended?.IsCompleted == true, _slots.CurrentCount < _options.MaxLanes);
            pause = isWoken || isBusy || _draining.Task.IsCompleted ? _options.MinPoll : Min(2 * pause, _options.MaxPoll);
            appended = isWoken ? null : appended;
        }
    }

    private async Task<bool> TryBeginAsync(CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        QueueLane? lane = null;
        try
        {
            lane = await TryLeaseAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (lane is null)
            {
                _slots.Release();
            }
        }

        if (lane is null)
        {
            return false;
        }

        _ = Task.Run(() => WorkAsync(lane), CancellationToken.None);
        return true;
    }

    private async Task WaitAsync(Task? appended, TimeSpan pause, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(pause, _timeProvider, ended.Token);
        await (_draining.Task.IsCompleted ? delay : await Task.WhenAny(appended ?? delay, delay, _draining.Task).ConfigureAwait(false)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
    }

    private async Task<QueueLane?> TryLeaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            var lane = await _queue.LeaseLaneAsync(_name, _owner, _options.LeaseDuration, cancellationToken).ConfigureAwait(false);
            if (_isAway)
            {
                _isAway = false;
                _logger.QueueBack(_name);
            }

            return lane;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever is wrong with the store may be mended. It counts as nothing to do: the worker looks less often until the store is back.
            if (!_isAway)
            {
                _isAway = true;
                _logger.QueueAway(_name, ReasonOf(exception));
            }

            return null;
        }
    }

    private async Task<Task?> TryWatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _queue is IQueueSignal signal ? await signal.WatchAsync(_name, cancellationToken).ConfigureAwait(false) : null;
        }
        catch (ParacleException)
        {
            return null;
        }
    }

    private async Task WorkAsync(QueueLane lane)
    {
        try
        {
            await _work.RunAsync(lane, () => _stopping.IsCancellationRequested, _aborted.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The lane is lost, the store is away, or the stop ran out of patience: the items are still there and come again.
            _logger.QueueLaneLeft(_name, lane.Lane, ReasonOf(exception));
        }
        finally
        {
            _slots.Release();
        }
    }

    private string ReasonOf(Exception exception) => exception switch
    {
        ParacleException => exception.Message,
        OperationCanceledException when _aborted.IsCancellationRequested => "the stop ran out of patience",
        OperationCanceledException => "its lease was lost",
        _ => exception.GetType().Name, // others' messages may hold secrets
    };

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
