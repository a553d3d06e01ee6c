namespace Paracle.Testing.Pipelines;

/// <summary>
/// Hurls a plan's items at a pipeline from many callers at once, and holds it to its promises: each item completes exactly once,
/// with its own result or an error that is due; none is lost, doubled, answered with another's, or left pending by a stop.
/// </summary>
public sealed class PipelineStorm(PipelineStormPlan plan, TimeProvider timeProvider)
{
    private readonly StormReport _report = new();
    private volatile bool _isStopping;

    /// <summary>Runs the storm to its end. Where the clock is a fake one, somebody must move it meanwhile.</summary>
    public async Task<StormReport> RunAsync()
    {
        var flush = new StormFlush(plan, timeProvider, _report);
        var pipeline = new Batcher<int, long>("storm", flush.FlushAsync, Options(), timeProvider);
        var outcome = new StormOutcomes(plan, flush, _report, () => _isStopping);
        var producers = Enumerable.Range(0, plan.Producers).Select(producer => Task.Run(() => ProduceAsync(producer, pipeline, outcome))).ToArray();
        var all = Task.WhenAll(producers);
        await (plan.StopAfterMilliseconds is { } after
            ? Task.Delay(TimeSpan.FromMilliseconds(after), timeProvider, CancellationToken.None)
            : IsOverAsync(all)).ConfigureAwait(false);

        _isStopping = true;
        var stop = pipeline.StopAsync(CancellationToken.None);
        _report.Promise(await IsOverAsync(stop).ConfigureAwait(false), "a stop did not end");
        flush.IsStopped = true;
        _report.Promise(pipeline.Depth == 0, "items were left in a stopped pipeline");
        _report.Promise(await IsOverAsync(all).ConfigureAwait(false), "callers were left pending");
        _report.Count("items", plan.Producers * (long)plan.ItemsPerProducer);
        _report.Count("outcomes", outcome.Count);
        _report.Count("flushes", flush.Count);
        _report.Promise(outcome.Count == plan.Producers * plan.ItemsPerProducer, "not every item had an outcome");
        flush.ReportReasons();
        return _report;
    }

    private static async Task<bool> IsOverAsync(Task task) =>
        await Task.WhenAny(task, Task.Delay(Waiting.Limit, TimeProvider.System, CancellationToken.None)).ConfigureAwait(false) == task && task.IsCompletedSuccessfully;

    private BatcherOptions<int> Options() => new()
    {
        Capacity = plan.Capacity,
        Overflow = plan.Overflow,
        MaxBatchSize = plan.MaxBatchSize,
        MaxBatchWeight = plan.MaxBatchWeight,
        Weight = id => new StormItem(plan, id).Weight,
        Deadline = plan.HasDeadlines ? id => timeProvider.GetUtcNow() + new StormItem(plan, id).Deadline : null,
        Linger = TimeSpan.FromMilliseconds(plan.LingerMilliseconds),
        MaxConcurrentFlushes = plan.MaxConcurrentFlushes,
        DrainTimeout = TimeSpan.FromMilliseconds(plan.DrainMilliseconds),
    };

    private async Task ProduceAsync(int producer, Batcher<int, long> pipeline, StormOutcomes outcomes)
    {
        var first = producer * plan.ItemsPerProducer;
        var burst = new List<Task>(plan.Burst);
        for (var i = 0; i < plan.ItemsPerProducer; i++)
        {
            burst.Add(HandInAsync(first + i, pipeline, outcomes));
            if (burst.Count == plan.Burst || i == plan.ItemsPerProducer - 1)
            {
                await Task.WhenAll(burst).ConfigureAwait(false);
                burst.Clear();
            }
        }
    }

    private async Task HandInAsync(int id, Batcher<int, long> pipeline, StormOutcomes outcomes)
    {
        var item = new StormItem(plan, id);
        if (!item.Cancels)
        {
            await outcomes.JudgeAsync(id, pipeline.EnqueueAsync(id, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
            return;
        }

        _report.Count("injected.cancels");
        using var cancellation = item.CancelAfter > 0
            ? new CancellationTokenSource(TimeSpan.FromMilliseconds(item.CancelAfter), timeProvider)
            : new CancellationTokenSource();
        if (item.CancelAfter < 0)
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
        }

        var outcome = pipeline.EnqueueAsync(id, cancellation.Token);
        var cancel = item.CancelAfter == 0 ? Task.Run(cancellation.Cancel, CancellationToken.None) : Task.CompletedTask;
        await outcomes.JudgeAsync(id, outcome, cancellation.Token).ConfigureAwait(false);
        await cancel.ConfigureAwait(false);
    }
}
