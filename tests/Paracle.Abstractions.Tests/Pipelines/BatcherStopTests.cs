using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Pipelines;

public sealed class BatcherStopTests : PipelineTest
{
    private static readonly BatcherOptions<int> ShortDrain = new() { DrainTimeout = TimeSpan.FromSeconds(5) };

    [Fact]
    public async Task Stop_NeverStarted_EndsAndRefusesFromThenOn()
    {
        var pipeline = Pipeline();
        await Within(pipeline.StopAsync(CancellationToken.None));
        var error = await Should.ThrowAsync<UnavailableException>(() => Within(Enqueue(pipeline, 1)));
        error.Message.ShouldContain("test.pipeline");
        Flush.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Stop_ItemsWaitAndAreInFlight_FlushesThemAll(int concurrent)
    {
        var pipeline = Pipeline(new() { MaxConcurrentFlushes = concurrent, MaxBatchSize = 2 });
        var (first, _) = await OccupyAsync(pipeline);
        var results = EnqueueAll(pipeline, [.. Enumerable.Range(1, 5)]);
        var stop = pipeline.StopAsync(CancellationToken.None);
        first.Complete();
        for (var flushed = 0; flushed < 5;)
        {
            var batch = await Flush.NextAsync();
            flushed += batch.Batch.Count;
            batch.Complete();
        }

        await Within(stop);
        (await Within(Task.WhenAll(results))).ShouldBe(Enumerable.Range(1, 5).Select(item => $"result of {item}"));
    }

    [Fact]
    public async Task Stop_BatchLingers_FlushesItAtOnce()
    {
        var pipeline = Pipeline(new() { Linger = TimeSpan.FromHours(1) });
        var result = Enqueue(pipeline, 1);
        await Time.TimerAsync();
        var stop = pipeline.StopAsync(CancellationToken.None);
        var batch = await Flush.NextAsync();
        batch.Batch.Reason.ShouldBe(FlushReason.Stopping);
        batch.Complete();
        await Within(stop);
        (await Within(result)).ShouldBe("result of 1");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Stop_FlushHangsBeyondTheDrainLimit_FailsWhatIsLeft(int concurrent)
    {
        var pipeline = Pipeline(new() { DrainTimeout = TimeSpan.FromSeconds(5), MaxBatchSize = 1, MaxConcurrentFlushes = concurrent });
        var inFlight = new List<Task<string>>();
        HeldBatch? held = null;
        for (var i = 0; i < concurrent; i++)
        {
            (held, var result) = await OccupyAsync(pipeline, i);
            inFlight.Add(result);
        }

        var waiting = EnqueueAll(pipeline, 10, 11);
        var stop = pipeline.StopAsync(CancellationToken.None);
        await Time.TimerAsync();
        Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        stop.IsCompleted.ShouldBeFalse();
        Time.Advance(TimeSpan.FromTicks(1));
        await Within(stop);
        foreach (var task in inFlight)
        {
            (await Should.ThrowAsync<UnavailableException>(() => Within(task))).Message.ShouldContain("unknown");
        }

        foreach (var task in waiting)
        {
            (await Should.ThrowAsync<UnavailableException>(() => Within(task))).Message.ShouldContain("not flushed");
        }

        held!.Aborted.IsCancellationRequested.ShouldBeTrue();
        Flush.Count.ShouldBe(concurrent);
        held.Complete(); // too late, and harmless
    }

    [Fact]
    public async Task Stop_FlushBlocksItsThread_FailsWhatIsLeftAtTheDrainLimit()
    {
        using var begun = new SemaphoreSlim(0);
        using var release = new ManualResetEventSlim();
        var pipeline = new Batcher<int, string>(
            "test.pipeline",
            (_, _) =>
            {
                begun.Release();
                release.Wait(CancellationToken.None);
                return Task.CompletedTask;
            },
            ShortDrain,
            Time);
        var first = Enqueue(pipeline, 1);
        await begun.WaitAsync();
        var second = Enqueue(pipeline, 2);
        var stop = pipeline.StopAsync(CancellationToken.None);
        await Time.TimerAsync();
        Time.Advance(ShortDrain.DrainTimeout);
        await Within(stop);
        await Should.ThrowAsync<UnavailableException>(() => Within(first));
        await Should.ThrowAsync<UnavailableException>(() => Within(second));
        await Within(pipeline.DisposeAsync().AsTask()); // waits no second time for a flush that was given up
        release.Set();
    }

    [Fact]
    public async Task Stop_FlushHeedsTheAbort_ItsItemsFailWithTheStopsError()
    {
        var pipeline = new Batcher<int, string>(
            "test.pipeline", (_, aborted) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, aborted), ShortDrain, Time);
        var result = Enqueue(pipeline, 1);
        await Waiting.UntilAsync(() => pipeline.Depth == 0);
        using var impatience = new CancellationTokenSource();
        var stop = pipeline.StopAsync(impatience.Token);
        await impatience.CancelAsync();
        await Within(stop);
        await Should.ThrowAsync<UnavailableException>(() => Within(result));
    }

    [Fact]
    public async Task Stop_AbortCallbackThrows_StillFailsWhatIsLeft()
    {
        var pipeline = Pipeline(ShortDrain);
        var (batch, result) = await OccupyAsync(pipeline);
        batch.Aborted.Register(() => throw new NotSupportedException("in a callback"));
        await Within(pipeline.StopAsync(new CancellationToken(canceled: true)));
        await Should.ThrowAsync<UnavailableException>(() => Within(result));
        batch.Complete();
    }

    [Fact]
    public async Task Stop_CallersWaitForRoom_AreRefusedAndWhatWasInIsFlushed()
    {
        var pipeline = Pipeline(new() { Capacity = 1 });
        var (first, _) = await OccupyAsync(pipeline);
        var accepted = Enqueue(pipeline, 1);
        var blocked = EnqueueAll(pipeline, 2, 3);
        var stop = pipeline.StopAsync(CancellationToken.None);
        foreach (var task in blocked)
        {
            await Should.ThrowAsync<UnavailableException>(() => Within(task));
        }

        first.Complete();
        (await Flush.NextAsync()).Complete();
        await Within(stop);
        (await accepted).ShouldBe("result of 1");
    }

    [Fact]
    public async Task Stop_Twice_BothEnd()
    {
        var pipeline = Pipeline();
        var (batch, _) = await OccupyAsync(pipeline);
        var stops = new[] { pipeline.StopAsync(CancellationToken.None), pipeline.DisposeAsync().AsTask() };
        batch.Complete();
        await Within(Task.WhenAll(stops));
    }

    [Fact]
    public async Task Enqueue_AfterStop_IsRefusedAlsoWhereCallersWaitForRoom()
    {
        var pipeline = Pipeline();
        var (batch, _) = await OccupyAsync(pipeline);
        batch.Complete();
        await Within(pipeline.StopAsync(CancellationToken.None));
        var refused = Enqueue(pipeline, 2);
        refused.IsCompleted.ShouldBeTrue();
        (await Should.ThrowAsync<UnavailableException>(() => refused)).Code.ShouldBe(ErrorCodes.Unavailable);
    }
}
