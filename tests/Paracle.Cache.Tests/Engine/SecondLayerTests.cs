using System.Diagnostics.Metrics;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Paracle.Cache.Tests.Redis;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Engine;

public sealed class SecondLayerTests
{
    [Theory]
    [InlineData(10, 'a')]
    [InlineData(100_000, 'a')]
    [InlineData(300_000, null)]
    public async Task GetOrCreate_SmallCompressedOrApart_ComesBackAsItWas(int length, char? filler)
    {
        var value = filler is { } item ? new string(item, length) : Incompressible(length);
        await using var nodes = await new Nodes(2).ReadyAsync();

        await nodes[0].SetAsync("key", value);

        (await nodes[1].GetOrCreateAsync<string>("key", _ => throw new InvalidOperationException("The factory ran."))).ShouldBe(value);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("random")]
    [InlineData("truncated")]
    [InlineData("changed")]
    [InlineData("another key's")]
    [InlineData("another type")]
    public async Task GetOrCreate_PoisonedValue_IsAMissAndIsReplaced(string poison)
    {
        await using var redis = new RedisTestServer();
        await using var nodes = await new Nodes(2).ReadyAsync();
        await nodes[0].SetAsync("key", new CacheSample("good", 1));
        await nodes[0].SetAsync("other", new CacheSample("other's", 2));
        var database = await redis.DatabaseAsync();
        var at = nodes.Prefix + "default:v:{.key}";
        byte[] stored = (await database.StringGetAsync(at))!;
        stored.ShouldNotBeNull();
        if (poison == "another type")
        {
            await database.KeyDeleteAsync(at);
            await database.HashSetAsync(at, "field", "value");
        }
        else
        {
            byte[] poisoned = poison switch
            {
                "nothing" => [],
                "random" => Enumerable.Range(0, 300).Select(i => (byte)(i * 31)).ToArray(),
                "truncated" => stored[..^1],
                "changed" => [.. stored[..^2], (byte)(stored[^2] ^ 1), stored[^1]],
                _ => (await database.StringGetAsync(nodes.Prefix + "default:v:{.other}"))!,
            };
            await database.StringSetAsync(at, poisoned);
        }

        (await nodes[1].GetOrCreateAsync("key", _ => ValueTask.FromResult(new CacheSample("made", 3)))).Name.ShouldBe("made");
        if (poison != "another type")
        {
            await Waiting.UntilAsync(async () => (await nodes.Add().TryGetAsync<CacheSample>("key")).Value?.Name == "made");
        }
    }

    [Fact]
    public async Task GetOrCreate_NullValue_IsSharedAsNull()
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        await nodes[0].SetAsync<string?>("key", null);

        (await nodes[1].GetOrCreateAsync("key", _ => ValueTask.FromResult<string?>("made"))).ShouldBeNull();
        (await nodes[1].TryGetAsync<string>("key")).Found.ShouldBeTrue();
    }

    [Fact]
    public async Task Set_ValueOverTheBound_RemovesWhatWasThere()
    {
        await using var nodes = await new Nodes(2, cache: options => options.MaximumPayloadBytes = 1024).ReadyAsync();
        await nodes[0].SetAsync("key", "small");
        (await nodes[1].TryGetAsync<string>("key")).Value.ShouldBe("small");

        await nodes[0].SetAsync("key", new string('x', 5000));

        (await nodes[0].TryGetAsync<string>("key")).Found.ShouldBeFalse();
        await Waiting.UntilAsync(async () => !(await nodes[1].TryGetAsync<string>("key")).Found);
    }

    [Fact]
    public async Task TryGet_ValueOfAnotherNode_TellsWhereItIsAndHowOld()
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        await nodes[0].SetAsync("key", "value", new CachePolicy("hour") { Lifetime = TimeSpan.FromHours(1) });

        var first = await nodes[1].TryGetAsync<string>("key");

        first.ShouldSatisfyAllConditions(
            found => found.Found.ShouldBeTrue(),
            found => found.Value.ShouldBe("value"),
            found => found.Layer.ShouldBe(CacheLayer.Shared),
            found => (found.Age + found.Remaining).ShouldBe(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)));
        await Waiting.UntilAsync(async () => (await nodes[1].TryGetAsync<string>("key")).Layer == CacheLayer.Memory);
    }

    [Theory]
    [InlineData("}")]
    [InlineData("{}")]
    [InlineData("a}b{c")]
    [InlineData("e\u0301")]
    [InlineData("\u00e9")]
    [InlineData("*")]
    public async Task Keys_WithSpecialCharacters_AreLiteral(string key)
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        await nodes[0].SetAsync(key, key);

        (await nodes[1].GetOrCreateAsync<string>(key, _ => throw new InvalidOperationException("The factory ran."))).ShouldBe(key);
        (await nodes[1].TryGetAsync<string>("neighbour")).Found.ShouldBeFalse();
    }

    [Fact]
    public async Task GetOrCreate_PayloadKeptApartThatCannotBeRead_ComesFromTheFactory()
    {
        await using var redis = new RedisTestServer();
        await using var nodes = await new Nodes(2).ReadyAsync();
        await nodes[0].SetAsync("key", Incompressible(300_000));
        var payload = nodes.Prefix + "default:p:{.key}";
        var database = await redis.DatabaseAsync();
        (await database.KeyDeleteAsync(payload)).ShouldBeTrue();
        await database.HashSetAsync(payload, "field", "value");
        await ExpectMissesAsync(nodes[1]);

        (await nodes[1].GetOrCreateAsync("key", _ => ValueTask.FromResult("made"))).ShouldBe("made");
    }

    [Fact]
    public async Task GetOrCreate_WhereMostReadsMiss_AsksForTheRightToFillAtOnceAndStillFindsWhatIsThere()
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        await nodes[0].SetAsync("there", "shared");
        await ExpectMissesAsync(nodes[1]);
        using var measured = Operations(nodes, 1);

        (await nodes[1].GetOrCreateAsync("absent", _ => ValueTask.FromResult("made"))).ShouldBe("made");
        (await nodes[1].GetOrCreateAsync("there", _ => ValueTask.FromResult("made"))).ShouldBe("shared");

        measured.GetMeasurementSnapshot().Select(item => item.Tags[TelemetryNames.CacheOperationLabel]).ShouldBe(["open", "set", "open"]);
    }

    [Fact]
    public async Task TryGet_ManyAtOnce_AreReadTogether()
    {
        const int Keys = 500;
        await using var nodes = await new Nodes(2).ReadyAsync();
        await Task.WhenAll(Enumerable.Range(0, Keys).Select(i => nodes[0].SetAsync($"{i}", $"value {i}").AsTask()));
        using var measured = Operations(nodes, 1);

        var found = await Task.WhenAll(Enumerable.Range(0, Keys).Select(i => nodes[1].TryGetAsync<string>($"{i}").AsTask()));

        found.Select(result => result.Value).ShouldBe(Enumerable.Range(0, Keys).Select(i => $"value {i}"));
        var operations = measured.GetMeasurementSnapshot().Select(item => item.Tags[TelemetryNames.CacheOperationLabel]).ToList();
        operations.ShouldContain("mget");
        operations.Count.ShouldBeLessThan(Keys);
    }

    [Fact]
    public async Task TryGet_LocalLifeOver_IsReadFromRedisOnceAndThenServedFromMemory()
    {
        await using var nodes = await new Nodes(1).ReadyAsync();
        await nodes[0].SetAsync("key", "value", new CachePolicy("short") { LocalLifetime = TimeSpan.FromMilliseconds(200) });
        await Waiting.UntilAsync(async () => (await nodes[0].TryGetAsync<string>("key")).Layer == CacheLayer.Shared);

        (await nodes[0].TryGetAsync<string>("key")).Layer.ShouldBe(CacheLayer.Memory);
    }

    [Fact]
    public async Task GetOrCreate_FactorysWordMakesNoSense_LeavesTheKeyToOthers()
    {
        await using var redis = new RedisTestServer();
        await using var nodes = await new Nodes(1).ReadyAsync();

        await Should.ThrowAsync<InvalidInputException>(async () => await nodes[0].GetOrCreateAsync<string>("key", (fill, _) =>
        {
            fill.Lifetime = TimeSpan.FromSeconds(-1);
            return ValueTask.FromResult("made");
        }, new CachePolicy("unheld") { FailureHold = TimeSpan.Zero }));

        var database = await redis.DatabaseAsync();
        await Waiting.UntilAsync(async () => !await database.KeyExistsAsync(nodes.Prefix + "default:l:{.key}"));
    }

    [Fact]
    public async Task GetOrCreate_TypeWithoutASerializer_SaysSoAndLeavesTheValueToOthers()
    {
        await using var nodes = await new Nodes(1).ReadyAsync();
        await nodes[0].SetAsync("key", new CacheSample("value", 1));
        await using var bare = new CacheHost(
            builder => builder.UseRedis(redis =>
            {
                (redis.ConnectionString, redis.KeyPrefix) = (TestServers.Redis, nodes.Prefix);
                redis.BePatient();
            }),
            services => services.RemoveAll<IHybridCacheSerializerFactory>());

        var error = await Should.ThrowAsync<ConfigurationException>(async () => await bare.Cache.TryGetAsync<CacheSample>("key"));

        error.Message.ShouldContain(nameof(CacheSample));
        (await nodes.Add().TryGetAsync<CacheSample>("key")).Value!.Name.ShouldBe("value");
    }

    // So many reads find nothing that the next is expected to find nothing either.
    private static async Task ExpectMissesAsync(HybridCache cache)
    {
        for (var i = 0; i < 200; i++)
        {
            await cache.TryGetAsync<string>($"nothing {i}");
        }
    }

    private static MetricCollector<double> Operations(Nodes nodes, int node) =>
        new(nodes.Services(node).GetRequiredService<IMeterFactory>(), TelemetryNames.Cache, TelemetryNames.CacheOperationDuration);

    private static string Incompressible(int length)
    {
        var random = new Random(7);
        return string.Create(length, random, static (span, random) =>
        {
            foreach (ref var item in span)
            {
                item = (char)random.Next('!', 'z');
            }
        });
    }
}
