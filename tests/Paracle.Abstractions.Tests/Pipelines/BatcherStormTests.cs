using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Paracle.Testing.Pipelines;

namespace Paracle.Abstractions.Tests.Pipelines;

[Collection(AloneCollection.Name)]
public sealed class BatcherStormTests
{
    private static readonly Gen<PipelineStormPlan> Bounds =
        from seed in Gen.Int
        from capacity in Gen.Int[1, 64]
        from overflow in Gen.Enum<OverflowPolicy>()
        from size in Gen.Int[1, 40]
        from weight in Gen.OneOf(Gen.Const(long.MaxValue), Gen.Long[1, 60])
        from linger in Gen.Frequency((2, Gen.Const(0)), (1, Gen.Int[1, 4]))
        from deadlines in Gen.Bool
        from concurrent in Gen.Frequency((1, Gen.Const(1)), (1, Gen.Int[2, 5]))
        select new PipelineStormPlan
        {
            Seed = seed,
            Producers = 1,
            ItemsPerProducer = 1,
            Capacity = capacity,
            Overflow = overflow,
            MaxBatchSize = size,
            MaxBatchWeight = weight,
            LingerMilliseconds = linger,
            HasDeadlines = deadlines,
            MaxConcurrentFlushes = concurrent,
        };

    private static readonly Gen<PipelineStormPlan> Faults =
        from plan in Bounds
        from cancels in Gen.Int[0, 300]
        from fails in Gen.Int[0, 200]
        from throws in Gen.Int[0, 100]
        from slow in Gen.Int[0, 300]
        select plan with { CancelPerMille = cancels, FailPerMille = fails, ThrowPerMille = throws, SlowPerMille = slow };

    private static readonly Gen<PipelineStormPlan> Stops =
        from plan in Faults
        from after in Gen.Int[0, 200]
        from drain in Gen.Int[1, 30]
        from hangs in Gen.Frequency((1, Gen.Const(0)), (1, Gen.Int[1, 50]))
        select plan with { StopAfterMilliseconds = after, DrainMilliseconds = drain, HangPerMille = hangs };

    [Fact]
    public Task Storm_RandomCancelsFailuresDelaysDeadlinesAndStops_KeepsEveryPromise() => WeatherAsync(storms: 40, itemsPerStorm: 500);

    [Fact]
    [Trait("Category", "Slow")]
    public Task Storm_MillionsOfItems_KeepsEveryPromise() => WeatherAsync(storms: 600, itemsPerStorm: 2_500);

    private static async Task WeatherAsync(int storms, int itemsPerStorm)
    {
        using var unobserved = new UnobservedErrors();
        var sum = new StormReport();
        var crowds =
            from plan in Gen.OneOf(Faults, Stops)
            from producers in Gen.Int[1, 32]
            from burst in Gen.Int[1, 64]
            select plan with { Producers = producers, Burst = burst, ItemsPerProducer = (itemsPerStorm + producers - 1) / producers };
        await crowds.SampleAsync(async plan => sum.Add(await RunAsync(plan)), iter: storms, threads: 1);
        TestContext.Current.SendDiagnosticMessage(string.Join(' ', sum.Counts.OrderBy(count => count.Key, StringComparer.Ordinal)));
        sum["items"].ShouldBeGreaterThanOrEqualTo((long)storms * itemsPerStorm);
        sum["outcomes"].ShouldBe(sum["items"]);
        unobserved.Collect().ShouldBeEmpty();
    }

    private static async Task<StormReport> RunAsync(PipelineStormPlan plan)
    {
        var clock = new FakeTimeProvider();
        var storm = new PipelineStorm(plan, clock).RunAsync();
        while (!storm.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        var report = await storm;
        report.Broken.ShouldBeEmpty();
        return report;
    }
}
