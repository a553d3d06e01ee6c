namespace Paracle.Abstractions.Tests.Pipelines;

public sealed class BatcherOutcomeTests : PipelineTest
{
    [Fact]
    public async Task Flush_FailsOneItem_OnlyThatOneGetsItsOwnError()
    {
        var pipeline = Pipeline();
        var (first, _) = await OccupyAsync(pipeline);
        var results = EnqueueAll(pipeline, 1, 2, 3);
        first.Complete();
        var batch = await Flush.NextAsync();
        var error = new NotFoundException("There is no item 2.");
        batch.Batch.SetException(1, error);
        batch.Batch.IsWaiting(0).ShouldBeTrue();
        batch.Batch.IsWaiting(1).ShouldBeFalse();
        batch.Complete();
        (await Within(results[0])).ShouldBe("result of 1");
        (await Should.ThrowAsync<NotFoundException>(() => Within(results[1]))).ShouldBeSameAs(error);
        (await Within(results[2])).ShouldBe("result of 3");
    }

    [Fact]
    public async Task Flush_SetsTwice_FirstOutcomeCounts()
    {
        var pipeline = Pipeline();
        var (batch, result) = await OccupyAsync(pipeline);
        batch.Batch.SetResult(0, "first");
        batch.Batch.SetException(0, new InvalidOperationException("second"));
        batch.Complete();
        (await Within(result)).ShouldBe("first");
    }

    [Fact]
    public async Task Flush_Throws_FailsWhatHasNoOutcomeAndTheLoopGoesOn()
    {
        var pipeline = Pipeline();
        var (first, _) = await OccupyAsync(pipeline);
        var results = EnqueueAll(pipeline, 1, 2);
        first.Complete();
        var batch = await Flush.NextAsync();
        batch.Batch.SetResult(0, "kept");
        batch.Ended.SetException(new UnavailableException("The disk is away."));
        (await Within(results[0])).ShouldBe("kept");
        (await Should.ThrowAsync<UnavailableException>(() => Within(results[1]))).Message.ShouldBe("The disk is away.");
        var (next, last) = await OccupyAsync(pipeline, 3);
        next.Complete();
        (await Within(last)).ShouldBe("result of 3");
    }

    [Fact]
    public async Task Flush_ThrowsBeforeItsFirstAwait_FailsItsItems()
    {
        var pipeline = new Batcher<int, string>("test.pipeline", (_, _) => throw new NotSupportedException("at once"), new(), Time);
        await Should.ThrowAsync<NotSupportedException>(() => Within(Enqueue(pipeline, 1)));
    }

    [Fact]
    public async Task Flush_ForgetsAnItem_ThatItemFailsAndNamesThePipeline()
    {
        var pipeline = Pipeline();
        var (first, _) = await OccupyAsync(pipeline);
        var results = EnqueueAll(pipeline, 1, 2);
        first.Complete();
        var batch = await Flush.NextAsync();
        batch.Batch.SetResult(1, "remembered");
        batch.Ended.SetResult();
        (await Should.ThrowAsync<InvalidOperationException>(() => Within(results[0]))).Message.ShouldContain("test.pipeline");
        (await Within(results[1])).ShouldBe("remembered");
    }

    [Fact]
    public async Task Flush_CancelsItself_CallersAreNotToldTheyCancelled()
    {
        var pipeline = Pipeline();
        var (batch, result) = await OccupyAsync(pipeline);
        batch.Ended.SetCanceled(new CancellationToken(canceled: true));
        var error = await Should.ThrowAsync<UnavailableException>(() => Within(result));
        error.InnerException.ShouldBeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public async Task Clock_ThrowsWhileABatchForms_FailsTheBatchAndTheLoopGoesOn()
    {
        var clock = new BrokenClock();
        var pipeline = new Batcher<int, string>("test.pipeline", Flush.FlushAsync, new() { Linger = TimeSpan.FromHours(1), MaxBatchSize = 2 }, clock);
        clock.IsBroken = true;
        await Should.ThrowAsync<TimeZoneNotFoundException>(() => Within(Enqueue(pipeline, 1)));
        clock.IsBroken = false;
        var results = EnqueueAll(pipeline, 2, 3);
        (await Flush.NextAsync()).Complete();
        (await Within(Task.WhenAll(results))).ShouldBe(["result of 2", "result of 3"]);
    }

    private sealed class BrokenClock : TimeProvider
    {
        public volatile bool IsBroken;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            IsBroken ? throw new TimeZoneNotFoundException() : base.CreateTimer(callback, state, dueTime, period);
    }
}
