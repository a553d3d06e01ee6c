namespace Paracle.Torture.Caches;

/// <summary>What can be broken, one thing at a time. Everything is mended when a fault ends.</summary>
internal sealed class CacheFaults(CacheStage stage, Random random)
{
    public (string Name, Func<Task> Inject)[] Kinds =>
    [
        ("redis.kills", () => RestartAsync(isSaved: false)),
        ("redis.restores", () => RestartAsync(isSaved: true)),
        ("redis.freezes", FreezeAsync),
        ("node.cuts", CutAsync),
        ("node.mutes", MuteAsync),
        ("flushes", () => stage.Redis.RunAsync("FLUSHALL")),
    ];

    /// <summary>Injects a fault, and counts the time until it is over as disturbed.</summary>
    public async Task InjectAsync(Func<Task> inject)
    {
        stage.Calm.Disturb();
        await inject();
        stage.Calm.Mend();
    }

    // With a snapshot what was written after it is undone: Redis comes back with old values.
    private async Task RestartAsync(bool isSaved)
    {
        if (isSaved)
        {
            await stage.Redis.RunAsync("SAVE");
            await WaitAsync(50, 400);
        }

        await stage.Redis.KillAsync();
        await WaitAsync(0, 1000);
        await stage.Redis.StartAsync();
        if (isSaved)
        {
            var folder = (await stage.Redis.RunAsync("CONFIG", "GET", "dir")).Split('\n')[^1];
            File.Delete($"{folder}/dump.rdb");
        }
    }

    private async Task FreezeAsync()
    {
        await stage.Redis.FreezeAsync();
        await WaitAsync(200, 3000);
        await stage.Redis.ThawAsync();
    }

    private async Task CutAsync()
    {
        var line = stage.Nodes[random.Next(stage.Nodes.Count)].Line;
        line.Cut();
        await WaitAsync(0, 2000);
        line.Mend();
    }

    // What the node asks for is done, and it hears nothing of it, nor of anything else.
    private async Task MuteAsync()
    {
        var line = stage.Nodes[random.Next(stage.Nodes.Count)].Line;
        line.MuteFrom("");
        await WaitAsync(50, 3000);
        line.Reset();
    }

    private Task WaitAsync(int least, int most) => Task.Delay(TimeSpan.FromMilliseconds(random.Next(least, most)), TimeProvider.System);
}
