using CsCheck;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>The same calls, one after the other, on the stock engine, on FusionCache and on ours: they answer alike.</summary>
public sealed class DifferentialTests
{
    private static readonly string[] Keys = ["a", "b", "c"];
    private static readonly string[] Tags = ["red", "blue"];
    private static readonly HybridCacheEntryFlags[] Flags =
    [
        HybridCacheEntryFlags.None, HybridCacheEntryFlags.None, HybridCacheEntryFlags.DisableLocalCacheRead, HybridCacheEntryFlags.DisableLocalCacheWrite,
        HybridCacheEntryFlags.DisableUnderlyingData, HybridCacheEntryFlags.DisableLocalCache,
    ];

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Int[0, 8], Gen.Int[0, Keys.Length - 1], Gen.Int[0, 3], Gen.Int[0, Flags.Length - 1], Gen.Int[1, 6]).Select(
        (kind, key, tags, flags, minutes) => new Step((Kind)kind, Keys[key], [.. Tags.Where((_, index) => (tags & (1 << index)) != 0)], Flags[flags], minutes));

    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";

    [Fact]
    public async Task AnySequence_InMemory_GivesTheSameAnswersOnEveryEngine() =>
        await Steps.Where(step => step.Kind is not (Kind.Pass or Kind.Fail)).Select(step => step with { Flags = Plain(step.Flags) }).Array[1, 40].SampleAsync(
            async steps =>
            {
                var ours = await PlayAsync(new ParacleEngine(), steps);
                (await PlayAsync(new StockEngine(), steps)).ShouldBe(ours, "the stock engine");
                (await PlayAsync(new FusionEngine(), steps)).ShouldBe(ours, "FusionCache");
            },
            iter: 200, threads: 1, print: Print);

    [Fact]
    public async Task AnySequence_InMemoryWithFlagsErrorsAndTime_GivesTheStockEnginesAnswers() =>
        await Steps.Array[1, 60].SampleAsync(
            async steps => (await PlayAsync(new ParacleEngine(), steps)).ShouldBe(await PlayAsync(new StockEngine(), steps)), iter: 400, threads: 1, print: Print);

    [Fact]
    public async Task AnySequence_WithRedisBehind_GivesTheAnswersOfMemoryAlone()
    {
        await using var host = new ParacleEngine().Open(_prefix);
        var cache = host.GetRequiredService<HybridCache>();
        var round = 0;
        await Steps.Where(step => step.Kind is not (Kind.Pass or Kind.Fail)).Select(step => step with { Flags = Plain(step.Flags) }).Array[1, 40].SampleAsync(
            async steps =>
            {
                var space = $"{++round}:";
                (await PlayAsync(cache, steps, space, time: null)).ShouldBe(await PlayAsync(new StockEngine(), steps));
            },
            iter: 60, threads: 1, print: Print);
    }

    private static HybridCacheEntryFlags Plain(HybridCacheEntryFlags flags) => flags & HybridCacheEntryFlags.DisableUnderlyingData;

    private static string Print(Step[] steps) => string.Join(", ", steps.Select(step => $"{step.Kind} {step.Key} [{string.Join(' ', step.Tags)}] {step.Flags} {step.Minutes}"));

    private static async Task<List<string>> PlayAsync(Engine engine, Step[] steps)
    {
        var time = new FakeTimeProvider();
        await using var host = engine.Open(more: services => engine.UseClock(services, time));
        return await PlayAsync(host.GetRequiredService<HybridCache>(), steps, "", time);
    }

    private static async Task<List<string>> PlayAsync(HybridCache cache, Step[] steps, string space, FakeTimeProvider? time)
    {
        var answers = new List<string>();
        var made = 0;
        foreach (var step in steps)
        {
            // The stock engine takes what is made in the instant of a removal for older than it.
            time?.Advance(TimeSpan.FromMilliseconds(1));
            var key = space + step.Key;
            string[] tags = [.. step.Tags.Select(tag => space + tag)];
            var life = TimeSpan.FromMinutes(step.Minutes);
            var options = new HybridCacheEntryOptions { Expiration = life, LocalCacheExpiration = life, Flags = step.Flags };
            switch (step.Kind)
            {
                case Kind.Set:
                    // A write past memory is a known difference.
                    options = new HybridCacheEntryOptions { Expiration = life, LocalCacheExpiration = life };
                    await cache.SetAsync(key, step.Minutes == 1 ? null : $"set {++made}", options, tags);
                    break;
                case Kind.Remove:
                    await cache.RemoveAsync(key);
                    break;
                case Kind.RemoveTags:
                    await cache.RemoveByTagAsync(tags);
                    break;
                case Kind.RemoveAll:
                    await cache.RemoveByTagAsync("*");
                    break;
                case Kind.Pass:
                    time!.Advance(life / 2);
                    break;
                case Kind.Fail:
                    answers.Add(await FailAsync(cache, key, options));

                    // How long the error is held is a known difference.
                    time!.Advance(TimeSpan.FromSeconds(1));
                    break;
                default:
                    answers.Add(await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(step.Minutes == 2 ? null : $"made {++made}"), options, tags) ?? "null");
                    break;
            }
        }

        return answers;
    }

    private static async Task<string> FailAsync(HybridCache cache, string key, HybridCacheEntryOptions options)
    {
        try
        {
            return await cache.GetOrCreateAsync<string?>(key, _ => throw new InvalidDataException(), options) ?? "null";
        }
        catch (InvalidDataException)
        {
            return "failed";
        }
    }

    private enum Kind
    {
        Get,
        GetAgain,
        GetOnceMore,
        Set,
        Remove,
        RemoveTags,
        RemoveAll,
        Pass,
        Fail,
    }

    private sealed record Step(Kind Kind, string Key, string[] Tags, HybridCacheEntryFlags Flags, int Minutes);
}
