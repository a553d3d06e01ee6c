using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Stores;

/// <summary>Breaks one thing after another and mends it: each kind once in a round, whose order the dice decide.</summary>
internal sealed class StoreFaults(StoreStage stage, TimeSpan pause, StormReport report, Random random)
{
    private const string EndBackends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

    private volatile bool _isBreaking;

    /// <summary>Whether nothing is broken now, and every host has opened its store.</summary>
    public bool IsMended => !_isBreaking && stage.AreHostsReady;

    private (string Name, Func<Task> Inject)[] Kinds =>
    [
        ("host.kills", () => stage.KillHostAsync(random)),
        ("postgres.stops", () => RestartAsync(stage.Postgres.StopImmediatelyAsync)),
        ("postgres.kills", () => RestartAsync(stage.Postgres.KillAsync)),
        ("backends.ended", () => stage.Postgres.QueryAsync(EndBackends)),
        ("line.cuts", CutLineAsync),
        ("answers.lost", LoseAnswersAsync),
    ];

    /// <summary>Goes on until cancelled, but for one round at least. What it breaks is mended when it ends.</summary>
    public async Task InjectAsync(CancellationToken cancellationToken)
    {
        do
        {
            var round = Kinds;
            random.Shuffle(round);
            foreach (var (name, inject) in round)
            {
                await WaitAsync((int)(pause.TotalMilliseconds / 2), (int)(pause.TotalMilliseconds * 3 / 2));
                _isBreaking = true;
                await inject();
                _isBreaking = false;
                report.Count($"injected.{name}");
            }
        }
        while (!cancellationToken.IsCancellationRequested);
    }

    private async Task RestartAsync(Func<Task> stop)
    {
        await stop();
        await WaitAsync(0, 300);
        await stage.Postgres.StartAsync();
    }

    private async Task CutLineAsync()
    {
        stage.Line.Cut();
        await WaitAsync(0, 500);
        stage.Line.Mend();
    }

    // Commits take effect, and nobody hears of it.
    private async Task LoseAnswersAsync()
    {
        stage.Line.MuteFrom(random.Next(2) == 0 ? "COMMIT" : "INSERT");
        await WaitAsync(50, 500);
        stage.Line.Reset();
    }

    private Task WaitAsync(int least, int most) => Task.Delay(TimeSpan.FromMilliseconds(random.Next(least, most)), TimeProvider.System);
}
