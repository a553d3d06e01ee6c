using Microsoft.Extensions.Caching.Hybrid;
using Paracle.Cache.Tests.Redis;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Engine;

public sealed class SingleFlightTests
{
    private static readonly CachePolicy Held = new("default") { FailureHold = TimeSpan.FromMinutes(10), LoadDeadline = Waiting.Limit };

    [Fact]
    public async Task GetOrCreate_EightNodesWith64CallersEach_RunsOneFactory()
    {
        await using var nodes = await new Nodes(8).ReadyAsync();
        var runs = 0;

        var calls = Enumerable.Range(0, 8 * 64).Select(i => nodes[i % 8].GetOrCreateAsync("cold", async token =>
        {
            Interlocked.Increment(ref runs);
            await Task.Delay(20, token);
            return "value";
        }).AsTask());

        (await Task.WhenAll(calls)).ShouldAllBe(value => value == "value");
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task GetOrCreate_FactoryFailsOnEightNodes_RunsOnceAndAllGetAnError()
    {
        await using var nodes = await new Nodes(8, cache: options => options.DefaultPolicy = Held).ReadyAsync();
        var runs = 0;

        var calls = Enumerable.Range(0, 8 * 64).Select(i => nodes[i % 8].GetOrCreateAsync<string>("failing", async token =>
        {
            Interlocked.Increment(ref runs);
            await Task.Delay(20, token);
            throw new InvalidDataException("The source is broken.");
        }).AsTask()).ToList();

        foreach (var call in calls)
        {
            var error = await Should.ThrowAsync<Exception>(call);
            (error is InvalidDataException or UnavailableException).ShouldBeTrue();
        }

        runs.ShouldBe(1);
    }

    [Fact]
    public async Task GetOrCreate_LeaderCancelled_AnotherNodeStillGetsAValue()
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        using var cancellation = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var leader = nodes[0].GetOrCreateAsync("key", async token =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return "never";
        }, cancellationToken: cancellation.Token).AsTask();
        await started.Task;
        var follower = nodes[1].GetOrCreateAsync("key", _ => ValueTask.FromResult("value")).AsTask();

        await cancellation.CancelAsync();

        (await follower).ShouldBe("value");
        await Should.ThrowAsync<OperationCanceledException>(leader);
    }

    [Fact]
    public async Task GetOrCreate_HungFactory_GivesWayToANewLeaderAtTheDeadline()
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        var policy = new CachePolicy("hung") { LoadDeadline = TimeSpan.FromMilliseconds(500) };
        var started = new TaskCompletionSource();
        var hung = nodes[0].GetOrCreateAsync("key", async _ =>
        {
            started.SetResult();
            await new TaskCompletionSource().Task;
            return "never";
        }, policy).AsTask();
        await started.Task;

        (await nodes[1].GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), policy)).ShouldBe("value");
        await Should.ThrowAsync<UnavailableException>(hung);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task GetOrCreate_FactoryLongerThanTheLease_KeepsItsRight()
    {
        var lease = TimeSpan.FromSeconds(4);
        await using var redis = new RedisTestServer();
        await using var nodes = await new Nodes(2, redis: options => options.FillLease = lease).ReadyAsync();
        var (database, key) = (await redis.DatabaseAsync(), nodes.Prefix + "default:l:{.key}");
        var runs = 0;

        async ValueTask<string> Slow(CancellationToken token)
        {
            Interlocked.Increment(ref runs);
            for (var renewals = 0; renewals < 3; renewals++)
            {
                // So long that it does not end before its renewal, which is seen by its being shorter again: a busy machine may renew late.
                (await database.KeyExpireAsync(key, 2 * Waiting.Limit)).ShouldBeTrue();
                await Waiting.UntilAsync(async () => await database.KeyTimeToLiveAsync(key) <= lease);
            }

            return "value";
        }

        var values = await Task.WhenAll(nodes[0].GetOrCreateAsync("key", Slow).AsTask(), nodes[1].GetOrCreateAsync("key", Slow).AsTask());

        values.ShouldBe(["value", "value"]);
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task GetOrCreate_OvertakenWhileItPassesRedisBy_MakesAnew()
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        var options = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCacheRead | HybridCacheEntryFlags.DisableDistributedCacheRead };
        var runs = 0;

        var value = await nodes[0].GetOrCreateAsync("key", async token =>
        {
            if (++runs == 1)
            {
                await nodes[1].SetAsync("key", "written", cancellationToken: token);
            }

            return $"made {runs}";
        }, options);

        value.ShouldBe("made 2", "It has asked not to be given what Redis holds.");
    }

    [Fact]
    public async Task GetOrCreate_AnotherNodesFactoryFailedMeanwhile_GetsWhatItsOwnMade()
    {
        await using var nodes = await new Nodes(2, cache: options => options.DefaultPolicy = Held).ReadyAsync();
        var (making, mayReturn, runs) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var made = nodes[0].GetOrCreateAsync("key", async _ =>
        {
            runs++;
            making.SetResult();
            await mayReturn.Task;
            return "made";
        }).AsTask();
        await making.Task;
        await nodes[1].RemoveAsync("key");
        await Should.ThrowAsync<InvalidDataException>(async () => await nodes[1].GetOrCreateAsync<string>("key", _ => throw new InvalidDataException()));

        mayReturn.SetResult();

        (await made).ShouldBe("made");
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task GetOrCreate_LeaseLostWhileSomethingUselessIsThere_GetsWhatWasMade()
    {
        await using var redis = new RedisTestServer();
        await using var nodes = await new Nodes(1).ReadyAsync();
        var database = await redis.DatabaseAsync();
        await nodes[0].SetAsync("key", "of a removed tag", tags: ["tag"]);
        await nodes[0].RemoveByTagAsync("tag");
        var runs = 0;

        var value = await nodes[0].GetOrCreateAsync("key", async _ =>
        {
            runs++;
            await database.KeyDeleteAsync(nodes.Prefix + "default:l:{.key}");
            return "made";
        });

        value.ShouldBe("made");
        runs.ShouldBe(1);
    }
}
