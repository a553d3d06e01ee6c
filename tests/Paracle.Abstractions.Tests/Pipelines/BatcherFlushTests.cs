using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Pipelines;

public sealed class BatcherFlushTests : PipelineTest
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task Enqueue_IdlePipeline_FlushesAtOnceAlone()
    {
        var pipeline = Pipeline();
        var (batch, result) = await OccupyAsync(pipeline, 7);
        batch.Batch.Reason.ShouldBe(FlushReason.Drained);
        batch.Items.ShouldBe([7]);
        batch.Complete();
        (await Within(result)).ShouldBe("result of 7");
    }

    [Fact]
    public async Task Enqueue_WhileAFlushRuns_NextBatchTakesAllThatCame()
    {
        var pipeline = Pipeline();
        var (first, _) = await OccupyAsync(pipeline);
        var waiting = EnqueueAll(pipeline, 1, 2, 3);
        pipeline.Depth.ShouldBe(3);
        first.Complete();
        var second = await Flush.NextAsync();
        second.Items.ShouldBe([1, 2, 3]);
        second.Batch.Reason.ShouldBe(FlushReason.Drained);
        second.Complete();
        (await Within(Task.WhenAll(waiting))).ShouldBe(["result of 1", "result of 2", "result of 3"]);
    }

    [Fact]
    public async Task Enqueue_MoreThanABatchHolds_FlushesOnCount()
    {
        var pipeline = Pipeline(new() { MaxBatchSize = 2 });
        var (first, _) = await OccupyAsync(pipeline);
        _ = EnqueueAll(pipeline, 1, 2, 3);
        first.Complete();
        var second = await Flush.NextAsync();
        (second.Batch.Reason, second.Batch.Count).ShouldBe((FlushReason.Count, 2));
        second.Complete();
        var third = await Flush.NextAsync();
        (third.Batch.Reason, third.Batch.Count).ShouldBe((FlushReason.Drained, 1));
        third.Complete();
    }

    [Fact]
    public async Task Enqueue_HeavierThanABatch_FlushesOnWeightAndAHeavyItemGoesAlone()
    {
        var pipeline = Pipeline(new() { MaxBatchWeight = 10, Weight = item => item });
        var (first, _) = await OccupyAsync(pipeline);
        _ = EnqueueAll(pipeline, 4, 6, 5, 99, 10, 1);
        first.Complete();
        foreach (var (items, reason) in new (int[], FlushReason)[]
        {
            ([4, 6], FlushReason.Weight), ([5], FlushReason.Weight), ([99], FlushReason.Weight), ([10], FlushReason.Weight), ([1], FlushReason.Drained),
        })
        {
            var batch = await Flush.NextAsync();
            batch.Items.ShouldBe(items);
            batch.Batch.Reason.ShouldBe(reason);
            batch.Batch.Weight.ShouldBe(items.Sum());
            batch.Complete();
        }
    }

    [Fact]
    public async Task Enqueue_WeightsThatOverflowTogether_AreSaturated()
    {
        var pipeline = Pipeline(new() { Weight = _ => long.MaxValue });
        var (first, _) = await OccupyAsync(pipeline);
        _ = EnqueueAll(pipeline, 1, 2);
        first.Complete();
        var second = await Flush.NextAsync();
        (second.Batch.Count, second.Batch.Weight).ShouldBe((2, long.MaxValue));
        second.Complete();
    }

    [Fact]
    public async Task Linger_NotFull_FlushesWhenItIsOverAndNotBefore()
    {
        var pipeline = Pipeline(new() { Linger = TimeSpan.FromMilliseconds(10) });
        _ = Enqueue(pipeline, 1);
        await Time.TimerAsync();
        Time.Advance(9 * Millisecond);
        _ = Enqueue(pipeline, 2);
        Flush.Count.ShouldBe(0);
        Time.Advance(Millisecond);
        var batch = await Flush.NextAsync();
        batch.Batch.Reason.ShouldBe(FlushReason.Linger);
        batch.Items.ShouldBe([1, 2]);
        batch.Complete();
    }

    [Fact]
    public async Task Linger_OldestItemWaitedLongerBehindAFlush_AddsNoMore()
    {
        var pipeline = Pipeline(new() { Linger = TimeSpan.FromMilliseconds(10) });
        _ = Enqueue(pipeline, 0);
        await Time.TimerAsync();
        Time.Advance(10 * Millisecond);
        var first = await Flush.NextAsync();
        _ = Enqueue(pipeline, 1);
        Time.Advance(10 * Millisecond);
        first.Complete();
        var second = await Flush.NextAsync();
        second.Batch.Reason.ShouldBe(FlushReason.Linger);
        second.Complete();
    }

    [Fact]
    public async Task Linger_BatchFills_FlushesOnCountAtOnce()
    {
        var pipeline = Pipeline(new() { Linger = TimeSpan.FromMinutes(1), MaxBatchSize = 2 });
        _ = Enqueue(pipeline, 1);
        await Time.TimerAsync();
        _ = Enqueue(pipeline, 2);
        var batch = await Flush.NextAsync();
        batch.Batch.Reason.ShouldBe(FlushReason.Count);
        batch.Complete();
    }

    [Fact]
    public async Task Linger_EarliestDeadlineComes_FlushesOnDeadline()
    {
        var deadlines = new Dictionary<int, DateTimeOffset> { [2] = Time.GetUtcNow() + (7 * Millisecond), [3] = Time.GetUtcNow() + (5 * Millisecond) };
        var pipeline = Pipeline(new() { Linger = TimeSpan.FromMinutes(1), Deadline = item => deadlines.TryGetValue(item, out var deadline) ? deadline : null });
        _ = Enqueue(pipeline, 1);
        await Time.TimerAsync();
        _ = Enqueue(pipeline, 2);
        await Time.TimerAsync();
        _ = Enqueue(pipeline, 3);
        await Time.TimerAsync();
        Time.Advance(4 * Millisecond);
        Flush.Count.ShouldBe(0);
        Time.Advance(Millisecond);
        var batch = await Flush.NextAsync();
        batch.Batch.Reason.ShouldBe(FlushReason.Deadline);
        batch.Items.ShouldBe([1, 2, 3]);
        batch.Complete();
    }

    [Fact]
    public async Task Linger_DeadlineAlreadyPast_FlushesAtOnce()
    {
        var pipeline = Pipeline(new() { Linger = TimeSpan.FromMinutes(1), Deadline = _ => DateTimeOffset.MinValue });
        var (batch, _) = await OccupyAsync(pipeline);
        batch.Batch.Reason.ShouldBe(FlushReason.Deadline);
        batch.Complete();
    }

    [Fact]
    public async Task ChooseLinger_ChangesBetweenBatches_EachWaitsAsChosen()
    {
        var chosen = TimeSpan.Zero;
        var pipeline = Pipeline(new() { Linger = TimeSpan.FromMilliseconds(10), ChooseLinger = () => chosen });
        var (first, _) = await OccupyAsync(pipeline);
        first.Batch.Reason.ShouldBe(FlushReason.Drained);

        chosen = TimeSpan.FromMilliseconds(4);
        _ = Enqueue(pipeline, 1);
        first.Complete();
        await Time.TimerAsync();
        Time.Advance(3 * Millisecond);
        Flush.Count.ShouldBe(1);
        Time.Advance(Millisecond);
        var second = await Flush.NextAsync();
        second.Batch.Reason.ShouldBe(FlushReason.Linger);

        chosen = TimeSpan.MaxValue;
        _ = Enqueue(pipeline, 2);
        second.Complete();
        await Time.TimerAsync();
        Time.Advance(10 * Millisecond);
        var third = await Flush.NextAsync();
        third.Batch.Reason.ShouldBe(FlushReason.Linger);
        third.Complete();
    }

    [Fact]
    public async Task ChooseLinger_Throws_FailsTheBatchAndNotThePipeline()
    {
        var isBroken = true;
        var pipeline = Pipeline(new() { Linger = Millisecond, ChooseLinger = () => isBroken ? throw new InvalidDataException("broken") : TimeSpan.Zero });
        await Should.ThrowAsync<InvalidDataException>(() => Enqueue(pipeline, 1));

        isBroken = false;
        var (held, result) = await OccupyAsync(pipeline);
        held.Complete();
        (await Within(result)).ShouldBe("result of 0");
    }

    [Fact]
    public async Task MaxConcurrentFlushes_Three_RunsThreeBesideEachOtherAndNoFourth()
    {
        var pipeline = Pipeline(new() { MaxConcurrentFlushes = 3, MaxBatchSize = 1 });
        var results = EnqueueAll(pipeline, 1, 2, 3, 4);
        HeldBatch[] held = [await Flush.NextAsync(), await Flush.NextAsync(), await Flush.NextAsync()];
        Flush.Count.ShouldBe(3);
        pipeline.Depth.ShouldBe(1);
        held[1].Complete();
        var last = await Flush.NextAsync();
        last.Items.ShouldBe([4]);
        foreach (var batch in new[] { held[0], held[2], last })
        {
            batch.Complete();
        }

        (await Within(Task.WhenAll(results))).ShouldBe(["result of 1", "result of 2", "result of 3", "result of 4"]);
    }

    [Fact]
    public async Task MaxConcurrentFlushes_FlushesThatBlockTheirThread_StillRunBesideEachOther()
    {
        using var both = new Barrier(2);
        var pipeline = new Batcher<int, bool>(
            "test.pipeline",
            (batch, _) =>
            {
                batch.SetResult(0, both.SignalAndWait(Waiting.Limit, CancellationToken.None));
                return Task.CompletedTask;
            },
            new() { MaxConcurrentFlushes = 2, MaxBatchSize = 1 },
            Time);
        var results = new[] { pipeline.EnqueueAsync(1, CancellationToken.None).AsTask(), pipeline.EnqueueAsync(2, CancellationToken.None).AsTask() };
        (await Within(Task.WhenAll(results))).ShouldBe([true, true]);
    }
}
