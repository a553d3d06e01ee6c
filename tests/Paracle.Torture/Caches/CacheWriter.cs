using System.Globalization;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Caches;

/// <summary>Writes: first to the source, then to the cache in one of its ways.</summary>
internal sealed class CacheWriter(CacheStage stage, StormReport report)
{
    private const int SlowestSource = 3; // milliseconds

    public Task SetAsync(CacheNode node, CacheGroup group, string key) => WriteAsync(node, group, "sets", [key], versions =>
        node.Cache.SetAsync(key, Text(versions[0]), group.Policy, group.Tags));

    public Task RemoveAsync(CacheNode node, CacheGroup group, string key) => WriteAsync(node, group, "removals", [key], _ => node.Cache.RemoveAsync(key));

    public Task RemoveTagAsync(CacheNode node, CacheGroup group) =>
        WriteAsync(node, group, "tag.removals", group.Keys, _ => node.Cache.RemoveByTagAsync(group.Tag));

    public Task WriteThroughAsync(CacheNode node, CacheGroup group, string key, Random random)
    {
        var delay = TimeSpan.FromMilliseconds(random.Next(SlowestSource));
        return WriteAsync(node, group, "writes.through", [], async _ =>
        {
            var version = 0L;
            await node.Cache.WriteThroughAsync(
                key,
                async token =>
                {
                    version = stage.Source[key].Write();
                    if (delay > TimeSpan.Zero)
                    {
                        await Task.Delay(delay, TimeProvider.System, token);
                    }

                    return new SourceWrite<string>(Text(version), version);
                },
                group.Policy,
                group.Tags);
            Acknowledge(node, "write.through", key, version);
        });
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private Task WriteAsync(CacheNode node, CacheGroup group, string kind, string[] keys, Func<long[], ValueTask> tell) => group.WriteAsync(async () =>
    {
        long[] versions = [.. keys.Select(key => stage.Source[key].Write())];
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            await tell(versions);
        }
        catch (Exception exception)
        {
            report.Promise(isKept: false, $"one of the {kind} on {node.Name} failed: {exception}");
            return;
        }

        stage.Writes.Add(TimeProvider.System.GetElapsedTime(begun));
        report.Count(kind);
        for (var i = 0; i < keys.Length; i++)
        {
            Acknowledge(node, kind, keys[i], versions[i]);
        }
    });

    // Who wrote on a node reads there what he wrote, or what is newer.
    private void Acknowledge(CacheNode node, string kind, string key, long version)
    {
        stage.Source[key].Acknowledge(version, stage.Calm.Looks);
        stage.Source[key].Note(kind, node.Name, version);
        node.Sight(key).See(version);
    }
}
