using System.Globalization;
using Paracle.Testing;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Caches;

/// <summary>Reads, and judges what it gets: against what its node has shown before, and against what has been acknowledged long enough ago.</summary>
internal sealed class CacheReader(CacheStage stage, StormReport report)
{
    private const int SlowestFactory = 6; // milliseconds
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1); // twenty of Redis's time budgets: reported, for a busy machine is slow by itself

    public Task ReadAsync(CacheNode node, CacheGroup group, string key, Random random) => ReadAsync(node, group, key, random.Next(SlowestFactory), CancellationToken.None);

    /// <summary>A read whose caller loses patience soon.</summary>
    public async Task LeaveAsync(CacheNode node, CacheGroup group, string key, Random random)
    {
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, SlowestFactory)), TimeProvider.System);
        await ReadAsync(node, group, key, SlowestFactory, impatience.Token);
    }

    /// <summary>Reads when nothing is going on: there is one right answer.</summary>
    public async Task CheckAsync(CacheNode node, CacheGroup group, string key)
    {
        var version = await ReadAsync(node, group, key, delay: 0, CancellationToken.None);
        report.Promise(version == stage.Source[key].Version, $"{node.Name} has {version} of {key} ({group.Policy.Name}) when all is calm; the source has {stage.Source[key].Version}");
    }

    private async Task<long> ReadAsync(CacheNode node, CacheGroup group, string key, int delay, CancellationToken cancellationToken)
    {
        var source = stage.Source[key];
        var sight = node.Sight(key);
        var (seen, glimpsed) = (sight.Seen, sight.Glimpsed);
        var due = stage.Calm.Duration > CacheCalm.Second ? source.DueBefore(stage.Calm.Looks - CacheCalm.Second) : 0;
        source.Note("read begins, seen", node.Name, seen);
        var begun = TimeProvider.System.GetTimestamp();
        long version;
        try
        {
            version = long.Parse(
                await node.Cache.GetOrCreateAsync(
                    key,
                    async token =>
                    {
                        report.Count("fills");
                        var read = source.Version;
                        source.Note("fill", node.Name, read);
                        if (delay > 0)
                        {
                            await Task.Delay(TimeSpan.FromMilliseconds(delay), TimeProvider.System, token);
                        }

                        return read.ToString(CultureInfo.InvariantCulture);
                    },
                    group.Policy,
                    group.Tags,
                    cancellationToken),
                CultureInfo.InvariantCulture);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            report.Count("left");
            return 0;
        }
        catch (Exception exception)
        {
            report.Promise(isKept: false, $"a read of {key} on {node.Name} failed: {exception}");
            return 0;
        }

        source.Note(version < seen ? "READ" : "read", node.Name, version);
        var duration = TimeProvider.System.GetElapsedTime(begun);
        stage.Reads.Add(duration);
        report.Count("reads");
        if (version < seen)
        {
            report.Promise(isKept: false, $"{node.Name} went back from {seen} to {version} of {key} ({group.Policy.Name}): {source.Tell()}");
        }

        report.Count("lost.glimpses", version < glimpsed && version >= seen ? 1 : 0);
        report.Promise(version >= due, $"{node.Name} has {version} of {key} ({group.Policy.Name}), and {due} was acknowledged over a second ago, amid calm");
        report.Count("reads.slow", duration > Slow ? 1 : 0);
        report.Promise(duration < Waiting.Limit, $"a read of {key} on {node.Name} took {duration}");
        if (version <= source.Known)
        {
            sight.See(version);
        }
        else
        {
            sight.Glimpse(version);
        }

        return version;
    }
}
