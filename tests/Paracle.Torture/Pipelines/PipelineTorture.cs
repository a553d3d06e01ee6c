using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Pipelines;

/// <summary>Random owners, bounds and callers, storm after storm, several at a time, on the real clock.</summary>
internal sealed class PipelineTorture : ITortureArea
{
    private const int Lanes = 4;

    public string Name => "pipeline";

    public string Promise => "every item completes exactly once, with its own result or an error that is due; a stopped pipeline holds nothing";

    public async Task RunAsync(int seed, StormReport report, TextWriter output, CancellationToken cancellationToken)
    {
        var lanes = Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => StormAsync(unchecked((seed * Lanes) + lane), report, output, cancellationToken), CancellationToken.None));
        await Task.WhenAll(lanes);
        await output.WriteLineAsync(
            $"injected: {report["injected.cancels"]:N0} cancels, {report["injected.throws"]:N0} failing and {report["injected.hangs"]:N0} endless flushes, "
            + $"{report["injected.delays"]:N0} delays, {report["injected.stops"]:N0} stops in mid-storm; {report["items"]:N0} items in {report["storms"]:N0} storms");
    }

    private static async Task StormAsync(int seed, StormReport report, TextWriter output, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        while (!cancellationToken.IsCancellationRequested)
        {
            var plan = RandomPlan(random);
            var storm = await new PipelineStorm(plan, TimeProvider.System).RunAsync();
            storm.Count("storms");
            storm.Count("injected.stops", plan.StopAfterMilliseconds is null ? 0 : 1);
            report.Add(storm);
            if (storm.Broken.Count > 0)
            {
                await output.WriteLineAsync($"broken by {plan}");
                return;
            }
        }
    }

    private static PipelineStormPlan RandomPlan(Random random)
    {
        var stops = random.Next(2) == 0;
        return new PipelineStormPlan
        {
            Seed = random.Next(),
            Producers = random.Next(1, 65),
            ItemsPerProducer = random.Next(1, 500),
            Burst = random.Next(1, 65),
            Capacity = random.Next(2) == 0 ? random.Next(1, 16) : random.Next(1, 2_000),
            Overflow = random.Next(2) == 0 ? OverflowPolicy.Wait : OverflowPolicy.Reject,
            MaxBatchSize = random.Next(2) == 0 ? random.Next(1, 8) : random.Next(1, 1_000),
            MaxBatchWeight = random.Next(2) == 0 ? long.MaxValue : random.Next(1, 500),
            LingerMilliseconds = random.Next(3) == 0 ? random.Next(1, 4) : 0,
            HasDeadlines = random.Next(2) == 0,
            MaxConcurrentFlushes = random.Next(2) == 0 ? 1 : random.Next(2, 9),
            StopAfterMilliseconds = stops ? random.Next(0, 200) : null,
            DrainMilliseconds = stops ? random.Next(1, 100) : 10_000,
            CancelPerMille = random.Next(0, 300),
            FailPerMille = random.Next(0, 200),
            ThrowPerMille = random.Next(0, 100),
            SlowPerMille = random.Next(0, 100),
            HangPerMille = stops && random.Next(2) == 0 ? random.Next(1, 50) : 0,
        };
    }
}
