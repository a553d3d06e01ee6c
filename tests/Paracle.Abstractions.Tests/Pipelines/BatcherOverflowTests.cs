namespace Paracle.Abstractions.Tests.Pipelines;

public sealed class BatcherOverflowTests : PipelineTest
{
    [Fact]
    public async Task Reject_Full_FailsTheNextAtOnceAndKeepsTheRest()
    {
        var pipeline = Pipeline(new() { Capacity = 2, Overflow = OverflowPolicy.Reject });
        var (first, _) = await OccupyAsync(pipeline);
        var accepted = EnqueueAll(pipeline, 1, 2);
        var refused = Enqueue(pipeline, 3);
        refused.IsCompleted.ShouldBeTrue();
        var error = await Should.ThrowAsync<LimitExceededException>(() => refused);
        error.Code.ShouldBe(ErrorCodes.QueueFull);
        error.Message.ShouldContain("test.pipeline");
        error.Message.ShouldContain("2 items");
        first.Complete();
        (await Flush.NextAsync()).Complete();
        (await Within(Task.WhenAll(accepted))).ShouldBe(["result of 1", "result of 2"]);
    }

    [Fact]
    public async Task Wait_Full_CallersGetInInTheOrderTheyCame()
    {
        var pipeline = Pipeline(new() { Capacity = 1, MaxBatchSize = 1 });
        var (first, _) = await OccupyAsync(pipeline);
        var results = EnqueueAll(pipeline, 1, 2, 3);
        pipeline.Depth.ShouldBe(1);
        first.Complete();
        foreach (var item in new[] { 1, 2, 3 })
        {
            var batch = await Flush.NextAsync();
            batch.Items.ShouldBe([item]);
            batch.Complete();
        }

        (await Within(Task.WhenAll(results))).ShouldBe(["result of 1", "result of 2", "result of 3"]);
    }

    [Fact]
    public async Task Wait_CancelledWhileWaitingForRoom_LeavesAndIsNeverFlushed()
    {
        var pipeline = Pipeline(new() { Capacity = 1 });
        var (first, _) = await OccupyAsync(pipeline);
        var accepted = Enqueue(pipeline, 1);
        using var cancellation = new CancellationTokenSource();
        var blocked = Enqueue(pipeline, 2, cancellation.Token);
        await cancellation.CancelAsync();
        var error = await Should.ThrowAsync<OperationCanceledException>(() => Within(blocked));
        error.CancellationToken.ShouldBe(cancellation.Token);
        first.Complete();
        var second = await Flush.NextAsync();
        second.Items.ShouldBe([1]);
        second.Complete();
        (await Within(accepted)).ShouldBe("result of 1");
    }
}
