namespace Paracle.Testing.Pipelines;

/// <summary>A flush that goes wrong as the plan says, and watches what it is handed: each item once, in order, within the bounds.</summary>
internal sealed class StormFlush(PipelineStormPlan plan, TimeProvider timeProvider, StormReport report)
{
    private readonly int[] _flushOf = new int[plan.Producers * plan.ItemsPerProducer]; // 0: not flushed
    private readonly int[] _lastOf = new int[plan.Producers];
    private readonly long[] _reasons = new long[Enum.GetValues<FlushReason>().Length];
    private int _count;
    private int _running;

    /// <summary>Set when the pipeline has said that it is stopped.</summary>
    public volatile bool IsStopped;

    public int Count => Volatile.Read(ref _count);

    /// <summary>The number of the flush that an item was in, or 0.</summary>
    public int FlushOf(int id) => Volatile.Read(ref _flushOf[id]);

    public bool Cancels(int flush) => Throws(flush) && StormDice.Roll(plan.Seed, flush, 21) % 3 == 0;

    public void ReportReasons()
    {
        foreach (var reason in Enum.GetValues<FlushReason>())
        {
            report.Count($"flush.{reason.ToString().ToLowerInvariant()}", Volatile.Read(ref _reasons[(int)reason]));
        }
    }

    public async Task FlushAsync(Batch<int, long> batch, CancellationToken cancellationToken)
    {
        var flush = Interlocked.Increment(ref _count);
        report.Promise(!IsStopped || cancellationToken.IsCancellationRequested, "a flush began after the stop had ended");
        report.Promise(Interlocked.Increment(ref _running) <= plan.MaxConcurrentFlushes, "more flushes ran than allowed");
        try
        {
            Enter(batch, flush);
            await PassTimeAsync(flush, cancellationToken).ConfigureAwait(false);
            Answer(batch, flush);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private bool Throws(int flush) => StormDice.Chance(plan.Seed, flush, 20, plan.ThrowPerMille);

    private void Enter(Batch<int, long> batch, int flush)
    {
        Interlocked.Increment(ref _reasons[(int)batch.Reason]);
        report.Promise(batch.Count >= 1 && batch.Count <= plan.MaxBatchSize, "a batch had more items than allowed, or none");
        var weight = 0L;
        var heavy = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var item = new StormItem(plan, batch[i]);
            weight += item.Weight;
            heavy += item.Weight > 0 ? 1 : 0;
            report.Promise(Interlocked.Exchange(ref _flushOf[batch[i]], flush) == 0, "an item was flushed twice");
            if (plan.MaxConcurrentFlushes == 1)
            {
                var producer = batch[i] / plan.ItemsPerProducer;
                report.Promise(_lastOf[producer] <= batch[i], "a producer's items were flushed out of order");
                _lastOf[producer] = batch[i];
            }
        }

        report.Promise(batch.Weight == weight, "a batch's weight was not the sum of its items' weights");
        report.Promise(weight <= plan.MaxBatchWeight || heavy == 1, "a batch was heavier than allowed");
    }

    private async Task PassTimeAsync(int flush, CancellationToken cancellationToken)
    {
        if (StormDice.Chance(plan.Seed, flush, 22, plan.HangPerMille))
        {
            report.Count("injected.hangs");
            var isDeaf = StormDice.Roll(plan.Seed, flush, 23) % 2 == 0;
            await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, isDeaf ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
        }

        if (StormDice.Chance(plan.Seed, flush, 24, plan.SlowPerMille))
        {
            report.Count("injected.delays");
            await Task.Delay(TimeSpan.FromMilliseconds(1 + (StormDice.Roll(plan.Seed, flush, 25) % 4)), timeProvider, cancellationToken).ConfigureAwait(false);
        }
        else if (StormDice.Roll(plan.Seed, flush, 26) % 2 == 0)
        {
            await Task.Yield();
        }
    }

    private void Answer(Batch<int, long> batch, int flush)
    {
        var isReversed = StormDice.Roll(plan.Seed, flush, 27) % 2 == 0;
        var end = Throws(flush) ? batch.Count / 2 : batch.Count;
        for (var i = 0; i < end; i++)
        {
            var index = isReversed ? batch.Count - 1 - i : i;
            var item = new StormItem(plan, batch[index]);
            if (!item.Fails)
            {
                batch.SetResult(index, item.Result);
                batch.SetResult(index, -1); // only the first counts
            }
            else if (!item.IsForgotten)
            {
                batch.SetException(index, new StormException(batch[index], null));
            }
        }

        if (Throws(flush))
        {
            report.Count("injected.throws");
            throw Cancels(flush) ? new OperationCanceledException() : new StormException(null, flush);
        }
    }
}
