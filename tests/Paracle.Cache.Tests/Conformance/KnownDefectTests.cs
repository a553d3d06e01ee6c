using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>
/// What the engines differ in: each case states what is promised, and asserts who keeps it. What the others do is noted here, with the versions in
/// <see cref="Engines"/>, so that it is seen when they change; it is not copied.
/// </summary>
public sealed class KnownDefectTests
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";

    [Fact]
    public async Task Ours_ChangeOnAnotherHost_IsSeen() => (await SeesChangeAsync(new ParacleEngine())).ShouldBeTrue();

    [Fact]
    public async Task Stock_ChangeOnAnotherHost_IsNotSeen() => (await SeesChangeAsync(new StockEngine())).ShouldBeFalse();

    [Fact]
    public async Task Fusion_ChangeOnAnotherHostWithoutItsBackplane_IsNotSeen() => (await SeesChangeAsync(new FusionEngine())).ShouldBeFalse();

    [Fact]
    public async Task Ours_WriteDuringAFill_StaysInRedis() => (await KeepsWriteAsync(new ParacleEngine())).ShouldBe("new");

    [Fact]
    public async Task Stock_WriteDuringAFill_IsLostInRedis() => (await KeepsWriteAsync(new StockEngine())).ShouldBe("old");

    [Fact]
    public async Task Fusion_WriteDuringAFill_IsLostInRedis() => (await KeepsWriteAsync(new FusionEngine())).ShouldBe("old");

    [Fact]
    public async Task Ours_FailingFactory_RunsOnceFor64Callers() => (await CountFailuresAsync(new ParacleEngine())).ShouldBe(1);

    [Fact]
    public async Task Stock_FailingFactory_RunsOnceFor64Callers() => (await CountFailuresAsync(new StockEngine())).ShouldBe(1);

    [Fact]
    public async Task Fusion_FailingFactory_RunsForEveryCaller() => (await CountFailuresAsync(new FusionEngine())).ShouldBe(64);

    [Fact]
    public async Task Ours_ColdKeyOnTwoHosts_RunsOneFactory() => (await CountColdRunsAsync(new ParacleEngine())).ShouldBe(1);

    [Fact]
    public async Task Stock_ColdKeyOnTwoHosts_RunsOnEach() => (await CountColdRunsAsync(new StockEngine())).ShouldBe(2);

    [Fact]
    public async Task Fusion_ColdKeyOnTwoHosts_RunsOnEach() => (await CountColdRunsAsync(new FusionEngine())).ShouldBe(2);

    private async Task<bool> SeesChangeAsync(Engine engine)
    {
        await using var first = engine.Open(_prefix);
        await using var second = engine.Open(_prefix);
        var (writer, reader) = (first.GetRequiredService<HybridCache>(), second.GetRequiredService<HybridCache>());
        await writer.SetAsync("key", "old");
        (await reader.GetOrCreateAsync("key", static _ => ValueTask.FromResult("wrong"))).ShouldBe("old");
        await writer.SetAsync("key", "new");

        // A thousand looks are far more than the time a message takes.
        for (var i = 0; i < 1_000; i++)
        {
            if (await reader.GetOrCreateAsync("key", static _ => ValueTask.FromResult("wrong")) == "new")
            {
                return true;
            }

            await Task.Delay(1);
        }

        return false;
    }

    private async Task<string> KeepsWriteAsync(Engine engine)
    {
        await using var first = engine.Open(_prefix);
        await using var second = engine.Open(_prefix);
        var (reading, mayReturn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var fill = second.GetRequiredService<HybridCache>().GetOrCreateAsync("key", async _ =>
        {
            reading.SetResult();
            await mayReturn.Task;
            return "old";
        }).AsTask();
        await reading.Task;
        await first.GetRequiredService<HybridCache>().SetAsync("key", "new");
        mayReturn.SetResult();
        await fill;

        // The others write to Redis after they have answered: a host without anything in memory sees what it comes to.
        var seen = "new";
        for (var i = 0; i < 100 && seen == "new"; i++)
        {
            await using var fresh = engine.Open(_prefix);
            seen = await fresh.GetRequiredService<HybridCache>().GetOrCreateAsync("key", static _ => ValueTask.FromResult("missing"), new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableDistributedCacheWrite });
            i += engine is ParacleEngine ? 20 : 0;
        }

        return seen;
    }

    private static async Task<int> CountFailuresAsync(Engine engine)
    {
        await using var host = engine.Open();
        var cache = host.GetRequiredService<HybridCache>();
        var runs = 0;
        var mayFail = new TaskCompletionSource();
        var calls = Enumerable.Range(0, 64).Select(_ => cache.GetOrCreateAsync<string>("key", async _ =>
        {
            Interlocked.Increment(ref runs);
            await mayFail.Task;
            throw new InvalidDataException();
        }).AsTask()).ToList();
        mayFail.SetResult();
        foreach (var call in calls)
        {
            await Should.ThrowAsync<InvalidDataException>(call);
        }

        return runs;
    }

    private async Task<int> CountColdRunsAsync(Engine engine)
    {
        await using var first = engine.Open(_prefix);
        await using var second = engine.Open(_prefix);
        var runs = 0;
        var (started, mayReturn) = (new TaskCompletionSource(), new TaskCompletionSource());
        async ValueTask<string> Make(CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref runs) == 1)
            {
                started.SetResult();
            }

            await mayReturn.Task;
            return "value";
        }

        var one = first.GetRequiredService<HybridCache>().GetOrCreateAsync("key", Make).AsTask();
        await started.Task;
        var other = second.GetRequiredService<HybridCache>().GetOrCreateAsync("key", Make).AsTask();
        if (engine is not ParacleEngine)
        {
            await Waiting.UntilAsync(() => Volatile.Read(ref runs) == 2);
        }

        mayReturn.SetResult();
        (await Task.WhenAll(one, other)).ShouldBe(["value", "value"]);
        return runs;
    }
}
