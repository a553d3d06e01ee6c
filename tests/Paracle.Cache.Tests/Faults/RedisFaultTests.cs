using Paracle.Testing;

namespace Paracle.Cache.Tests.Faults;

/// <summary>Whatever state Redis is in, nobody who reads or writes hears of it, and afterwards the nodes agree again.</summary>
[Trait("Category", "Slow")]
public sealed class RedisFaultTests
{
    [Fact]
    public async Task Cache_RedisOutOfMemory_GoesOnAndRecovers()
    {
        await using var cache = await FaultyCache.CreateAsync();

        await cache.Redis.SetAsync("maxmemory", "1");
        await cache.UseAsync();
        await cache.Redis.SetAsync("maxmemory", "0");

        await cache.RecoverAsync();
    }

    [Fact]
    public async Task Cache_RedisReadOnly_GoesOnAndRecovers()
    {
        await using var cache = await FaultyCache.CreateAsync();

        // A replica of nobody: it serves what it has, and refuses every write.
        await cache.Redis.RunAsync("REPLICAOF", "127.0.0.1", "1");
        await cache.UseAsync();
        await cache.Redis.RunAsync("REPLICAOF", "NO", "ONE");

        await cache.RecoverAsync();
    }

    [Fact]
    public async Task Cache_RedisLoading_GoesOnAndRecovers()
    {
        await using var cache = await FaultyCache.CreateAsync();
        await cache.Redis.FillForLoadingAsync();
        await cache.UseAsync();

        await cache.Redis.KillAsync();
        await cache.UseAsync();
        await cache.Redis.StartLoadingAsync();
        await cache.UseAsync();
        await cache.Redis.FinishLoadingAsync();

        await cache.RecoverAsync();
    }

    [Fact]
    public async Task Cache_CredentialsChanged_GoesOnAndRecoversWhenTheyCountAgain()
    {
        await using var cache = await FaultyCache.CreateAsync();

        await cache.Redis.SetAsync("requirepass", "another");
        await cache.Redis.RunAsync("CLIENT", "KILL", "TYPE", "normal");
        await cache.Redis.RunAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await cache.UseAsync();
        await cache.Redis.SetAsync("requirepass", "");

        await cache.RecoverAsync();
    }

    [Fact]
    public async Task Cache_RedisFrozen_FactoriesOfReadsThatTimeOutTogetherRunSideBySide()
    {
        await using var cache = await FaultyCache.CreateAsync(budget: TimeSpan.FromMilliseconds(500));
        using var bothRun = new Barrier(2);
        await cache.Redis.FreezeAsync();

        var reads = Enumerable.Range(0, 2).Select(i => cache[0].GetOrCreateAsync($"cold {i}", token => ValueTask.FromResult(bothRun.SignalAndWait(Waiting.Limit, token))).AsTask());

        (await Task.WhenAll(reads)).ShouldBe([true, true]);
        await cache.Redis.ThawAsync();
    }

    [Fact]
    public async Task Cache_RedisFrozen_CostsItsBudgetAFewTimesAndRecovers()
    {
        await using var cache = await FaultyCache.CreateAsync(budget: TimeSpan.FromMilliseconds(500));
        using var operations = cache.Operations(node: 0);

        await cache.Redis.FreezeAsync();
        var first = await ColdReadsAsync("first");
        operations.GetMeasurementSnapshot().Count.ShouldBeLessThanOrEqualTo(new RedisOptions().BreakerThreshold, "So often the budget is spent, and no more.");
        await cache.UseAsync();
        var later = await ColdReadsAsync("later");
        await cache.Redis.ThawAsync();
        await cache.RecoverAsync();

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"cold reads beside a frozen Redis: p99 {first[^2].TotalMilliseconds:0.0} ms, longest {first[^1].TotalMilliseconds:0.0} ms; "
            + $"once the breaker is open: median {later[later.Length / 2].TotalMicroseconds:0} us, longest {later[^1].TotalMilliseconds:0.0} ms");

        async Task<TimeSpan[]> ColdReadsAsync(string name)
        {
            var durations = new TimeSpan[100];
            for (var i = 0; i < durations.Length; i++)
            {
                var begun = TimeProvider.System.GetTimestamp();
                (await cache[0].GetOrCreateAsync($"{name} {i}", _ => ValueTask.FromResult(i))).ShouldBe(i);
                durations[i] = TimeProvider.System.GetElapsedTime(begun);
            }

            return [.. durations.Order()];
        }
    }
}
