namespace Paracle.Abstractions.Tests.Pipelines;

public sealed class BatcherOptionsTests : PipelineTest
{
    private static readonly (string Setting, BatcherOptions<int> Options)[] BadOptions =
    [
        ("Capacity", new() { Capacity = 0 }),
        ("Capacity", new() { Capacity = -1 }),
        ("Capacity", new() { Capacity = int.MaxValue }),
        ("Overflow", new() { Overflow = (OverflowPolicy)7 }),
        ("MaxBatchSize", new() { MaxBatchSize = 0 }),
        ("MaxBatchSize", new() { MaxBatchSize = int.MaxValue }),
        ("MaxBatchWeight", new() { MaxBatchWeight = 0 }),
        ("Linger", new() { Linger = TimeSpan.FromTicks(-1) }),
        ("Linger", new() { Linger = Timeout.InfiniteTimeSpan }),
        ("Linger", new() { Linger = TimeSpan.MaxValue }),
        ("MaxConcurrentFlushes", new() { MaxConcurrentFlushes = 0 }),
        ("MaxConcurrentFlushes", new() { MaxConcurrentFlushes = 1025 }),
        ("DrainTimeout", new() { DrainTimeout = TimeSpan.Zero }),
        ("DrainTimeout", new() { DrainTimeout = Timeout.InfiniteTimeSpan }),
        ("DrainTimeout", new() { DrainTimeout = TimeSpan.FromDays(60) }),
    ];

    [Fact]
    public void Pipeline_OptionOutOfRange_IsRefusedByName()
    {
        foreach (var (setting, options) in BadOptions)
        {
            var error = Should.Throw<InvalidInputException>(() => Pipeline(options));
            error.Input.ShouldBe(setting);
            error.Message.ShouldContain(setting);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\nb")]
    public void Pipeline_BadName_IsRefused(string name) =>
        Should.Throw<InvalidInputException>(() => new Batcher<int, string>(name, Flush.FlushAsync, new(), Time));

    [Fact]
    public void Pipeline_OptionsUnset_HaveTheDocumentedDefaults()
    {
        var options = new BatcherOptions<int>();
        (options.Capacity, options.Overflow, options.MaxBatchSize, options.MaxBatchWeight).ShouldBe((10_000, OverflowPolicy.Wait, 100, long.MaxValue));
        (options.Linger, options.MaxConcurrentFlushes, options.DrainTimeout).ShouldBe((TimeSpan.Zero, 1, TimeSpan.FromSeconds(30)));
        options.Weight.ShouldBeNull();
        options.Deadline.ShouldBeNull();
    }

    [Fact]
    public async Task Pipeline_OptionsChangedAfterwards_KeepsWhatItWasMadeWith()
    {
        var options = new BatcherOptions<int> { Capacity = 1, Overflow = OverflowPolicy.Reject };
        var pipeline = Pipeline(options);
        (options.Overflow, options.Capacity) = (OverflowPolicy.Wait, 99);
        var (held, _) = await OccupyAsync(pipeline);
        _ = Enqueue(pipeline, 1);
        (await Should.ThrowAsync<LimitExceededException>(() => Enqueue(pipeline, 2))).Message.ShouldContain("1 items");
        held.Complete();
    }

    [Fact]
    public async Task Enqueue_NegativeWeight_IsRefusedBeforeItIsTaken()
    {
        var pipeline = Pipeline(new() { Weight = item => item });
        await Should.ThrowAsync<InvalidInputException>(async () => await Enqueue(pipeline, -1));
        pipeline.Depth.ShouldBe(0);
    }
}
