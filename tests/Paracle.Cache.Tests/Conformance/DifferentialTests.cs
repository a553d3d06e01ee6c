using CsCheck;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>The same calls, one after the other, on the stock engine, on FusionCache and on ours: they answer alike.</summary>
public sealed class DifferentialTests
{
    private static readonly string[] Keys = ["a", "b", "c"];
    private static readonly string[] Tags = ["red", "blue"];

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, 5], Gen.Int[0, Keys.Length - 1].Select(index => Keys[index]), Gen.Int[0, 3]).Select((kind, key, tags) => new Step(kind, key, tags));

    [Fact]
    public async Task AnySequence_OnEveryEngine_GivesTheSameAnswers() =>
        await Steps.Array[1, 40].SampleAsync(
            async steps =>
            {
                var ours = await PlayAsync(new ParacleEngine(), steps);
                (await PlayAsync(new StockEngine(), steps)).ShouldBe(ours, "the stock engine");
                (await PlayAsync(new FusionEngine(), steps)).ShouldBe(ours, "FusionCache");
            },
            iter: 300, threads: 1, print: steps => string.Join(", ", steps));

    private static async Task<List<string>> PlayAsync(Engine engine, Step[] steps)
    {
        await using var host = engine.Open();
        var cache = host.GetRequiredService<HybridCache>();
        var answers = new List<string>();
        var made = 0;
        foreach (var (kind, key, tagBits) in steps)
        {
            string[] tags = [.. Tags.Where((_, index) => (tagBits & (1 << index)) != 0)];
            switch (kind)
            {
                case 0 or 1:
                    answers.Add(await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult($"made {++made}"), tags: tags));
                    break;
                case 2:
                    await cache.SetAsync(key, $"set {++made}", tags: tags);
                    break;
                case 3:
                    await cache.RemoveAsync(key);
                    break;
                case 4:
                    await cache.RemoveByTagAsync(tags);
                    break;
                default:
                    answers.Add(await cache.GetOrCreateAsync(key, static _ => ValueTask.FromResult("never"), new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableUnderlyingData }) ?? "none");
                    break;
            }
        }

        return answers;
    }

    private sealed record Step(int Kind, string Key, int Tags);
}
