using System.Globalization;
using Paracle.Testing;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Caches;

/// <summary>Judges what is left when nobody writes any more and every node has been connected for a second.</summary>
internal sealed class CacheVerdict(CacheStage stage, CacheReader reader, StormReport report)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    public async Task JudgeAsync(IReadOnlyList<CacheGroup> groups)
    {
        report.Promise(await stage.Calm.WaitAsync(CacheCalm.Second), $"a node had not recovered {Waiting.Limit.TotalSeconds} s after the last fault");

        // Who has nothing in memory gets what is in Redis, if that may be used at all.
        await using var newcomer = new CacheNode("Redis", stage.Redis.Port, Budget);
        foreach (var group in groups)
        {
            foreach (var key in group.Keys)
            {
                var version = stage.Source[key].Version;
                var shared = await newcomer.Cache.TryGetAsync<string>(key);
                report.Count(shared.Found ? "judged.shared" : "judged.absent");
                report.Promise(
                    !shared.Found || shared.Value == version.ToString(CultureInfo.InvariantCulture),
                    $"Redis has {shared.Value} of {key} ({group.Policy.Name}) when all is calm; the source has {version}");
                foreach (var node in stage.Nodes)
                {
                    await reader.CheckAsync(node, group, key);
                }
            }
        }
    }
}
