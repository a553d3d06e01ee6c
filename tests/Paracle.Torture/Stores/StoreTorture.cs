using Microsoft.Extensions.DependencyInjection;
using Paracle.Testing;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Stores;

/// <summary>
/// Two hosts write 500 times a second and more, and work off what they append, while they, their server and the line to it are killed, stopped and cut.
/// What a killed host left Running is closed by the others.
/// </summary>
/// <param name="pause">The mean time from a fault to the next.</param>
internal sealed class StoreTorture(TimeSpan pause) : ITortureArea
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // What the promise allows, counted from the last fault and, as a machine may be slow, from the last that moved.
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(60);

    public string Name => "store";

    public string Promise => "what was acknowledged is stored once and never goes back; a message takes effect once, in order, and none is stuck";

    public async Task RunAsync(int seed, StormReport report, TextWriter output, CancellationToken cancellationToken)
    {
        await using var stage = await StoreStage.OpenAsync(report, seed);
        await using var observer = StoreHost.Build(stage.Postgres.ConnectionString, Waiting.Limit);
        await observer.StartParacleAsync(CancellationToken.None);
        var executions = observer.GetRequiredService<IExecutionStore>();

        var faults = new StoreFaults(stage, pause, report, new Random(seed));
        var meter = new StoreMeter(faults, report);
        using var watched = new CancellationTokenSource();
        var watching = Task.WhenAll(
            new StoreWatcher(executions, stage.Ledger, report, new Random(seed + 1)).WatchAsync(watched.Token), meter.MeasureAsync(watched.Token));
        await faults.InjectAsync(cancellationToken);
        await watched.CancelAsync();
        await watching;

        report.Promise(await stage.DrainAsync(Waiting.Limit), $"a host could not end what it had begun within {Waiting.Limit.TotalSeconds} s of the last fault");
        await WaitUntilWorkedOffAsync(observer.GetRequiredService<IDurableQueue>(), report);
        await WaitUntilClosedAsync(executions);
        await stage.StopHostsAsync();
        await new StoreVerdict(executions, stage.Postgres, stage.Ledger, report).JudgeAsync();
        await observer.StopParacleAsync(CancellationToken.None);
        await output.WriteLineAsync(
            $"acknowledged: {report["stored"]:N0} writes of {report["executions"]:N0} executions and {report["appended"]:N0} messages, {meter.Rate:N0} a second amid the faults, "
            + $"{meter.MendedRate:N0} in the {meter.MendedPart:P0} of the time in which all was up; {report["orphans"]:N0} executions of lost hosts closed, "
            + $"{report["redelivered"]:N0} deliveries repeated, {report["fenced"]:N0} fenced, {report["unavailable"]:N0} calls told that the store was away");
    }

    // What lost hosts left open; whether any is left is judged with all else.
    private static async Task WaitUntilClosedAsync(IExecutionStore executions)
    {
        var begun = TimeProvider.System.GetTimestamp();
        foreach (var state in (ExecutionState[])[ExecutionState.Running, ExecutionState.AwaitingApproval])
        {
            var open = new ExecutionFilter { State = state };
            while ((await executions.ListAsync(ExecutionProducer.Tenant, open, new PageRequest(1), CancellationToken.None)).Items.Count > 0
                && TimeProvider.System.GetElapsedTime(begun) < Waiting.Limit)
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    private static async Task WaitUntilWorkedOffAsync(IDurableQueue queue, StormReport report)
    {
        var (movedAt, least) = (TimeProvider.System.GetTimestamp(), long.MaxValue);
        QueueDepth depth;
        while ((depth = await queue.GetDepthAsync(MessageProducer.Queue, CancellationToken.None)).Waiting > 0
            && TimeProvider.System.GetElapsedTime(movedAt) < StuckAfter)
        {
            (movedAt, least) = depth.Waiting < least ? (TimeProvider.System.GetTimestamp(), depth.Waiting) : (movedAt, least);
            await Task.Delay(Pause, TimeProvider.System);
        }

        report.Promise(depth is { Waiting: 0, Dead: 0 }, $"{depth.Waiting} messages are stuck and {depth.Dead} dead {StuckAfter.TotalSeconds} s after the last that moved");
    }
}
