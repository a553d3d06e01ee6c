using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Testing;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture.WriteBehind;

/// <summary>A host takes about 500 writes a second, and two workers bring them to the source, each killed as soon as it is at work, again and again.</summary>
/// <param name="kills">How often at least, however long it takes.</param>
internal sealed class WriteBehindTorture(int kills) : ITortureArea
{
    private const int Places = 2;
    private const int Producers = 8;
    private const int KeysOfAProducer = 5;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(16);
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, long> _acknowledged = new(StringComparer.Ordinal);

    public string Name => "write-behind";

    public string Promise => "what was acknowledged reaches the source, once, in order, though its workers are killed; the last write of a key wins";

    public async Task RunAsync(int seed, StormReport report, TextWriter output, CancellationToken cancellationToken)
    {
        await using var postgres = await PostgresCluster.CreateAsync();
        await postgres.QueryAsync(RecordingSink.Schema);
        await using var host = WorkerHost.Build(postgres.ConnectionString, writesToSource: false);
        await host.StartParacleAsync(CancellationToken.None);

        var begun = TimeProvider.System.GetTimestamp();
        using var killed = new CancellationTokenSource();
        var writing = ProduceAsync(host.GetRequiredService<IWriteBehind<NumberedValue>>(), killed.Token);
        var workers = await Task.WhenAll(Enumerable.Range(0, Places)
            .Select(place => KillAsync(postgres.ConnectionString, new Random(seed + place), report, cancellationToken)));
        await killed.CancelAsync();
        await writing;
        var rate = _acknowledged.Values.Sum() / TimeProvider.System.GetElapsedTime(begun).TotalSeconds;

        await WaitUntilWrittenAsync(host.GetRequiredService<IDurableQueue>(), report);
        foreach (var worker in workers)
        {
            await using (worker)
            {
                await worker.StopAsync();
            }
        }

        await new WriteBehindVerdict(postgres, _acknowledged, report).JudgeAsync();
        await host.StopParacleAsync(CancellationToken.None);
        await output.WriteLineAsync(
            $"acknowledged: {report["acknowledged"]:N0} writes, {rate:N0} a second amid {report["injected.worker.kills"]} kills of a worker; "
            + $"{report["effects"]:N0} effects stand for them, {report["repeated"]:N0} came again and took none");
    }

    // Killed once at work, for as long as the run goes on and until all places together have had enough; the last is left alive.
    private async Task<WorkerProcess> KillAsync(string connectionString, Random random, StormReport report, CancellationToken cancellationToken)
    {
        while (true)
        {
            var worker = new WorkerProcess(connectionString);
            if (cancellationToken.IsCancellationRequested && report["injected.worker.kills"] >= kills)
            {
                return worker;
            }

            await using (worker)
            {
                await worker.WaitUntilAtWorkAsync(CancellationToken.None);
                if (random.Next(2) == 0) // else between its effect and its word
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500)), TimeProvider.System, CancellationToken.None);
                }

                await worker.KillAsync();
                report.Count("injected.worker.kills");
            }
        }
    }

    private Task ProduceAsync(IWriteBehind<NumberedValue> writes, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => ProduceAsync(writes, producer, cancellationToken)));

    private async Task ProduceAsync(IWriteBehind<NumberedValue> writes, int producer, CancellationToken cancellationToken)
    {
        using var pace = new PeriodicTimer(Period);
        for (var turn = 0L; !cancellationToken.IsCancellationRequested; turn++)
        {
            await pace.WaitForNextTickAsync(CancellationToken.None);
            var (key, number) = ($"{producer}-{turn % KeysOfAProducer}", (turn / KeysOfAProducer) + 1);
            await writes.WriteBehindAsync(TenantId.Default, key, new NumberedValue(number), CancellationToken.None);
            _acknowledged[key] = number;
        }
    }

    private static async Task WaitUntilWrittenAsync(IDurableQueue queue, StormReport report)
    {
        var (movedAt, least) = (TimeProvider.System.GetTimestamp(), long.MaxValue);
        QueueDepth depth;
        while ((depth = await queue.GetDepthAsync($"write-behind.{WorkerHost.Name}", CancellationToken.None)).Waiting > 0
            && TimeProvider.System.GetElapsedTime(movedAt) < StuckAfter)
        {
            (movedAt, least) = depth.Waiting < least ? (TimeProvider.System.GetTimestamp(), depth.Waiting) : (movedAt, least);
            await Task.Delay(Period, TimeProvider.System);
        }

        report.Promise(depth is { Waiting: 0, Dead: 0 }, $"{depth.Waiting} writes are stuck and {depth.Dead} dead {StuckAfter.TotalSeconds} s after the last that moved");
    }
}
