namespace Paracle.Providers.PromptBatching.Internal.Lanes;

/// <summary>Calls that may go out together: a pipeline with a fair intake. Who uses a lane enters and exits it, so that it is not retired meanwhile.</summary>
#pragma warning disable CA1001 // stopped by its table, which is its end
internal abstract class Lane<TItem, TResult> : ILane
#pragma warning restore CA1001
    where TItem : LaneItem
{
    private const int Retired = int.MinValue;

    private readonly LaneOptions _options;
    private readonly BatcherInstruments? _instruments;
    private readonly TimeProvider _timeProvider;
    private readonly ArrivalGap? _gap;
    private readonly Batcher<TItem, TResult> _pipeline;
    private readonly FairIntake<TItem, TResult> _intake;
    private int _callers;
    private long _usedAt;
    private long _callTicks; // how long a call takes, smoothed

    protected Lane(LaneOptions options, TimeProvider timeProvider, BatcherInstruments? instruments)
    {
        (_options, _timeProvider, _instruments) = (options, timeProvider, instruments);
        _gap = options.IsAdaptive ? new ArrivalGap(options.MaxWait, options.MaxBatchSize, timeProvider) : null;
        _pipeline = new Batcher<TItem, TResult>(
            options.Name,
            LeaveAndFlushAsync,
            new BatcherOptions<TItem>
            {
                Capacity = options.MaxWaiting,
                MaxBatchSize = options.MaxBatchSize,
                MaxBatchWeight = options.MaxBatchWeight,
                Weight = Weigh,
                Deadline = MustGo,
                Linger = options.MaxWait,
                ChooseLinger = _gap is { } gap ? gap.Linger : null,
                MaxConcurrentFlushes = options.MaxConcurrentCalls,
                DrainTimeout = options.DrainTimeout,
            },
            timeProvider,
            instruments);

        // Two batches' worth, so that the next one is full also where two flushes begin at once.
        _intake = new FairIntake<TItem, TResult>(_pipeline, 2 * options.MaxBatchSize);
    }

    public virtual bool MayRetire => true;

    public int Callers => Volatile.Read(ref _callers);

    public long UsedAt => Volatile.Read(ref _usedAt);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _callers) <= 0)
        {
            return false;
        }

        Volatile.Write(ref _usedAt, _timeProvider.GetTimestamp());
        return true;
    }

    public void Exit() => Interlocked.Decrement(ref _callers);

    public bool TryRetire() => MayRetire && Interlocked.CompareExchange(ref _callers, Retired, 0) == 0;

    /// <summary>Sends a call along with others. The caller has entered the lane.</summary>
    public async Task<TResult> SendAsync(TItem item, CancellationToken cancellationToken)
    {
        if (Callers > _options.MaxWaiting)
        {
            _instruments?.Rejected();
            throw new LimitExceededException(
                ErrorCodes.QueueFull,
                $"The lane of '{_options.Name}' is full: {_options.MaxWaiting} calls wait or are in flight. Slow down, or raise MaxWaiting.");
        }

        _gap?.Arrived();
        try
        {
            return await _intake.SendAsync(item, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _intake.Leave(item);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _intake.Open();
        return _pipeline.StopAsync(cancellationToken);
    }

    protected abstract long Weigh(TItem item);

    protected abstract Task FlushAsync(Batch<TItem, TResult> batch, CancellationToken cancellationToken);

    private async Task LeaveAndFlushAsync(Batch<TItem, TResult> batch, CancellationToken cancellationToken)
    {
        _intake.Leave(batch);
        var begun = _timeProvider.GetTimestamp();
        await FlushAsync(batch, cancellationToken).ConfigureAwait(false);
        var took = _timeProvider.GetElapsedTime(begun).Ticks;
        var known = Volatile.Read(ref _callTicks);
        Volatile.Write(ref _callTicks, known == 0 ? took : known + ((took - known) / 8));
    }

    // Early enough for the answer to come in time.
    private DateTimeOffset? MustGo(TItem item) => item.Deadline is { } deadline && deadline.UtcTicks > Volatile.Read(ref _callTicks)
        ? deadline.AddTicks(-Volatile.Read(ref _callTicks))
        : item.Deadline;
}
