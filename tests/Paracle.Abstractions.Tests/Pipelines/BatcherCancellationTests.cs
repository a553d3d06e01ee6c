using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Pipelines;

public sealed class BatcherCancellationTests : PipelineTest
{
    [Fact]
    public async Task Enqueue_AlreadyCancelled_TakesNothing()
    {
        var pipeline = Pipeline();
        await Should.ThrowAsync<OperationCanceledException>(() => Enqueue(pipeline, 1, new CancellationToken(canceled: true)));
        pipeline.Depth.ShouldBe(0);
    }

    [Fact]
    public async Task Cancel_WhileWaiting_SkipsTheItemAndFreesItsSlotWhenRead()
    {
        var pipeline = Pipeline(new() { Capacity = 2, Overflow = OverflowPolicy.Reject });
        var (first, _) = await OccupyAsync(pipeline);
        using var cancellation = new CancellationTokenSource();
        var cancelled = Enqueue(pipeline, 1, cancellation.Token);
        var kept = Enqueue(pipeline, 2);
        await cancellation.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(() => Within(cancelled))).CancellationToken.ShouldBe(cancellation.Token);
        pipeline.Depth.ShouldBe(2);
        first.Complete();
        var second = await Flush.NextAsync();
        second.Items.ShouldBe([2]);
        pipeline.Depth.ShouldBe(0);
        _ = EnqueueAll(pipeline, 3, 4);
        second.Complete();
        (await Within(kept)).ShouldBe("result of 2");
        (await Flush.NextAsync()).Complete();
    }

    [Fact]
    public async Task Cancel_EveryWaitingItem_FlushesNothing()
    {
        var pipeline = Pipeline();
        var (first, _) = await OccupyAsync(pipeline);
        using var cancellation = new CancellationTokenSource();
        var cancelled = new[] { Enqueue(pipeline, 1, cancellation.Token), Enqueue(pipeline, 2, cancellation.Token) };
        await cancellation.CancelAsync();
        first.Complete();
        await Waiting.UntilAsync(() => pipeline.Depth == 0);
        await Within(pipeline.StopAsync(CancellationToken.None));
        Flush.Count.ShouldBe(1);
        cancelled.ShouldAllBe(task => task.IsCanceled);
    }

    [Fact]
    public async Task Cancel_WhileTheBatchLingers_TakesTheItemAlong()
    {
        var pipeline = Pipeline(new() { Linger = TimeSpan.FromMilliseconds(10) });
        using var cancellation = new CancellationTokenSource();
        var cancelled = Enqueue(pipeline, 1, cancellation.Token);
        await Time.TimerAsync();
        _ = Enqueue(pipeline, 2);
        await cancellation.CancelAsync();
        Time.Advance(TimeSpan.FromMilliseconds(10));
        var batch = await Flush.NextAsync();
        batch.Items.ShouldBe([2]);
        batch.Complete();
        await Should.ThrowAsync<OperationCanceledException>(() => Within(cancelled));
    }

    [Fact]
    public async Task Cancel_InFlight_DetachesOnlyThatCaller()
    {
        var pipeline = Pipeline();
        var (first, _) = await OccupyAsync(pipeline);
        using var cancellation = new CancellationTokenSource();
        var leaves = Enqueue(pipeline, 1, cancellation.Token);
        var stays = Enqueue(pipeline, 2);
        first.Complete();
        var batch = await Flush.NextAsync();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Within(leaves));
        batch.Aborted.IsCancellationRequested.ShouldBeFalse();
        batch.Batch.IsWaiting(0).ShouldBeFalse();
        batch.Items.ShouldBe([1, 2]);
        batch.Complete();
        (await Within(stays)).ShouldBe("result of 2");
    }

    [Fact]
    public async Task Cancel_AfterTheResult_ChangesNothing()
    {
        var pipeline = Pipeline();
        using var cancellation = new CancellationTokenSource();
        var result = Enqueue(pipeline, 1, cancellation.Token);
        (await Flush.NextAsync()).Complete();
        (await Within(result)).ShouldBe("result of 1");
        await cancellation.CancelAsync();
        result.IsCompletedSuccessfully.ShouldBeTrue();
    }
}
