using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Paracle.Cache.Tests.Engine;
using Paracle.Cache.Tests.Redis.Topologies;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Faults;

[Trait("Category", "Slow")]
public sealed class FaultCoherenceTests(ITestOutputHelper output)
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 10).Select(i => $"key {i}")];

    [Fact]
    public async Task RestartWithAnOldSnapshot_ServesNothingOfIt()
    {
        await using var redis = await RedisInstance.CreateAsync();
        await using var nodes = await FailoverNodes.CreateAsync(2, redis.ConnectionString);
        await nodes.UntilCoherentAsync(Keys, "old");
        await redis.RunAsync("SET", "witness", "old");
        await redis.RunAsync("SAVE");
        await redis.RunAsync("DEL", "witness");
        await nodes.UntilCoherentAsync(Keys, "new");

        var readers = new Readers(nodes, Keys, "new");
        var begun = TimeProvider.System.GetTimestamp();
        await redis.KillAsync();
        await redis.StartAsync();
        (await redis.RunAsync("EXISTS", "witness")).ShouldBe("1", "The snapshot was not there.");
        await nodes.UntilCoherentAsync(["other"]);
        output.WriteLine($"coherent after {TimeProvider.System.GetElapsedTime(begun)}, slowest read {readers.Slowest}");
        var late = nodes.Add();

        foreach (var key in Keys)
        {
            (await late.GetOrCreateAsync(key, Made("new"))).ShouldBe("new");
        }

        (await readers.StopAsync()).ShouldBe(["new"]);
    }

    [Fact]
    public async Task Frozen_ReadsGoToTheFactory_AndWhatWasWrittenMeanwhileCountsAfterwards()
    {
        await using var redis = await RedisInstance.CreateAsync();
        await using var nodes = await FailoverNodes.CreateAsync(2, redis.ConnectionString);
        await nodes.UntilCoherentAsync(Keys, "old");

        await redis.FreezeAsync();
        var readers = new Readers(nodes, ["read"], "made");
        await SetAllAsync(nodes[0], "new");
        await Waiting.UntilAsync(() => readers.Count > 1000); // none of them waits for Redis to wake
        await redis.ThawAsync();
        var begun = TimeProvider.System.GetTimestamp();
        await nodes.UntilCoherentAsync(["other"]);
        output.WriteLine($"coherent {TimeProvider.System.GetElapsedTime(begun)} after the thaw, slowest read {readers.Slowest}");

        var late = nodes.Add();
        foreach (var key in Keys)
        {
            await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync(key, Made("new")) == "new");
            (await late.GetOrCreateAsync(key, Made("new"))).ShouldBe("new");
        }

        (await readers.StopAsync()).ShouldBe(["made"]);
    }

    [Fact]
    public async Task OutOfMemory_SetWithoutRoom_RemovesTheOldValueEverywhere()
    {
        await using var redis = await RedisInstance.CreateAsync(("maxmemory-policy", "noeviction"));
        await using var nodes = await new Nodes(2, redis.ConnectionString).ReadyAsync();
        await nodes.UntilCoherentAsync(Keys, "old");
        await redis.SetAsync("maxmemory", "1");
        await SetAllAsync(nodes[0], "new");
        await nodes[0].RemoveByTagAsync("tag");

        var late = nodes.Add();
        foreach (var key in Keys)
        {
            (await nodes[0].GetOrCreateAsync(key, Made("new"))).ShouldBe("new");
            await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync(key, Made("new")) == "new");
            (await late.GetOrCreateAsync(key, Made("new"))).ShouldBe("new");
        }

        await redis.SetAsync("maxmemory", "0");
        await nodes.UntilCoherentAsync(["other"]);
    }

    [Fact]
    public async Task ReadOnly_ReadsGoOn_AndWhatWasWrittenMeanwhileCountsAfterwards()
    {
        await using var redis = await RedisInstance.CreateAsync();
        await using var nodes = await new Nodes(2, redis.ConnectionString).ReadyAsync();
        await nodes.UntilCoherentAsync(Keys, "old");

        // Of a primary that is not there, so that it keeps what it has.
        await redis.RunAsync("REPLICAOF", "127.0.0.1", "1");
        var readers = new Readers(nodes, ["read"], "made");
        await SetAllAsync(nodes[0], "new");
        foreach (var key in Keys)
        {
            (await nodes[0].GetOrCreateAsync(key, Made("new"))).ShouldBe("new");
        }

        await redis.RunAsync("REPLICAOF", "NO", "ONE");
        var begun = TimeProvider.System.GetTimestamp();
        await nodes.UntilCoherentAsync(["other"]);
        output.WriteLine($"coherent {TimeProvider.System.GetElapsedTime(begun)} after it was a primary again, slowest read {readers.Slowest}");
        foreach (var key in Keys)
        {
            await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync(key, Made("new")) == "new");
        }

        (await readers.StopAsync()).ShouldBe(["made"]);
    }

    [Fact]
    public async Task PasswordChanged_ReadsGoOn_AndNoLogHoldsAPassword()
    {
        await using var redis = await RedisInstance.CreateAsync(("requirepass", "first-secret"));
        var connectionString = redis.ConnectionString;
        await using var host = new CacheHost(
            builder => builder.UseRedis(options => options.ConnectionString = connectionString),
            services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFakeLogging()));
        var logs = host.Services.GetRequiredService<FakeLogCollector>();
        await Waiting.UntilAsync(() => IsSharedAsync(host.Cache, "before"));

        var seen = logs.Count;
        await ChangeAsync("second-secret");
        await Waiting.UntilAsync(async () =>
        {
            (await host.Cache.GetOrCreateAsync(Guid.NewGuid().ToString(), Made("made"))).ShouldBe("made");
            return logs.Count > seen;
        });
        (await host.Cache.GetOrCreateAsync("after", Made("made"))).ShouldBe("made");

        await ChangeAsync("first-secret");
        await Waiting.UntilAsync(() => IsSharedAsync(host.Cache, "at last"));
        foreach (var record in logs.GetSnapshot())
        {
            $"{record.Message} {record.Exception}".ShouldNotContain("secret");
        }

        // Connections that are there are not asked again: they must go.
        async Task ChangeAsync(string password)
        {
            await redis.SetAsync("requirepass", password);
            await redis.RunAsync("CLIENT", "KILL", "TYPE", "normal");
            await redis.RunAsync("CLIENT", "KILL", "TYPE", "pubsub");
        }
    }

    private static async Task<bool> IsSharedAsync(HybridCache cache, string key)
    {
        await cache.SetAsync(key, "value", new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCache });
        return (await cache.TryGetAsync<string>(key)).Layer == CacheLayer.Shared;
    }

    private static async Task SetAllAsync(HybridCache cache, string value)
    {
        foreach (var key in Keys)
        {
            await cache.SetAsync(key, value);
        }
    }

    private static Func<CancellationToken, ValueTask<string>> Made(string value) => _ => ValueTask.FromResult(value);
}
