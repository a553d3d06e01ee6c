using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Caches;

/// <summary>Three nodes read and write a few keys at once, and one thing after another is broken under them.</summary>
internal sealed class CacheTorture : ITortureArea
{
    private const int ActionsOfARace = 8;
    private const int RacesAtATime = 8;
    private const int RacesAtFirst = 1000;
    private const int RacesOfARound = 100;
    private const double Pause = 4; // milliseconds at most between the actions of an actor amid a fault

    private static readonly TimeSpan RaceBudget = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FaultBudget = TimeSpan.FromMilliseconds(50); // what a host has unless it says otherwise
    private static readonly TimeSpan Warmth = TimeSpan.FromMilliseconds(300);

    public string Name => "cache";

    public string Promise => "no read fails, none goes back on its node, and once all are connected none is old in memory or in Redis";

    public async Task RunAsync(int seed, StormReport report, TextWriter output, CancellationToken cancellationToken)
    {
        await using var calm = await CacheStage.OpenAsync(RaceBudget);
        await using var rough = await CacheStage.OpenAsync(FaultBudget);
        var random = new Random(seed);
        do
        {
            await RaceAsync(calm, report, report["schedules"] == 0 ? RacesAtFirst : RacesOfARound, random.Next());
            await BreakAsync(rough, report, output, random, cancellationToken);
        }
        while (!cancellationToken.IsCancellationRequested);

        await output.WriteLineAsync($"undisturbed: reads {calm.Reads}; writes {calm.Writes}");
        await output.WriteLineAsync($"amid faults: reads {rough.Reads}; writes {rough.Writes}; recovered within {rough.Recoveries.Longest.TotalMilliseconds:0} ms");
    }

    /// <summary>Schedules without faults, many at a time and each with its own keys.</summary>
    public static async Task RaceAsync(CacheStage stage, StormReport report, int count, int seed)
    {
        var (reader, writer) = (new CacheReader(stage, report), new CacheWriter(stage, report));
        CacheSchedule[] schedules = [.. Enumerable.Range(0, count).Select(number => new CacheSchedule(stage, reader, writer, $"race:{seed}:{number}", unchecked(seed + number)))];
        var options = new ParallelOptions { MaxDegreeOfParallelism = RacesAtATime };
        await Parallel.ForEachAsync(schedules, options, async (schedule, token) => await schedule.RunAsync(ActionsOfARace, pause: 0, token));
        await new CacheVerdict(stage, reader, report).JudgeAsync([.. schedules.SelectMany(schedule => schedule.Groups)]);
        report.Count("schedules", count);
    }

    /// <summary>One schedule for each kind of fault, in an order that the dice decide. The first round is run to its end.</summary>
    public static async Task BreakAsync(CacheStage stage, StormReport report, TextWriter output, Random random, CancellationToken cancellationToken)
    {
        var isFirst = report["faults.rounds"] == 0;
        var (reader, writer, faults) = (new CacheReader(stage, report), new CacheWriter(stage, report), new CacheFaults(stage, random));
        var kinds = faults.Kinds;
        random.Shuffle(kinds);
        foreach (var (name, inject) in kinds.TakeWhile(_ => isFirst || !cancellationToken.IsCancellationRequested))
        {
            var (seed, broken) = (random.Next(), report["broken"]);
            using var end = new CancellationTokenSource();
            var schedule = new CacheSchedule(stage, reader, writer, $"{name}:{seed}", seed);
            var running = schedule.RunAsync(int.MaxValue, Pause, end.Token);
            await Task.Delay(Warmth, TimeProvider.System, CancellationToken.None);
            await faults.InjectAsync(inject);
            await Task.Delay(Warmth, TimeProvider.System, CancellationToken.None);
            await end.CancelAsync();
            await running;
            await new CacheVerdict(stage, reader, report).JudgeAsync(schedule.Groups);
            stage.Recoveries.Add(stage.Calm.Recovery);
            report.Count("schedules");
            report.Count($"injected.{name}");
            if (report["broken"] > broken)
            {
                await output.WriteLineAsync($"broken by {name}, seed {seed}");
            }
        }

        report.Count("faults.rounds");
    }
}
