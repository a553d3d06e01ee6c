using Paracle.Testing;

namespace Paracle.Cache.Tests.Engine;

public sealed class ManyTests
{
    private static readonly CachePolicy Held = new("held") { FailureHold = TimeSpan.FromMinutes(1) };

    private readonly List<string[]> _asked = [];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetOrCreateMany_SomeInEachLayer_AsksTheFactoryForTheRestOnce(bool usesRedis)
    {
        await using var nodes = usesRedis ? await new Nodes(2).ReadyAsync() : null;
        await using var alone = new CacheHost();
        var (cache, other) = usesRedis ? (nodes![0], nodes[1]) : (alone.Cache, alone.Cache);
        await cache.SetAsync("in memory", "0");
        await other.SetAsync("in redis", "1");

        var values = await cache.GetOrCreateManyAsync<string>(["in memory", "in redis", "new", "newer", "absent", "new"], LoadAsync);

        values.ShouldBe(new Dictionary<string, string> { ["in memory"] = "0", ["in redis"] = "1", ["new"] = "made new", ["newer"] = "made newer" }, ignoreOrder: true);
        _asked.ShouldHaveSingleItem().ShouldBe(["new", "newer", "absent"], ignoreOrder: true);
        await Waiting.UntilAsync(async () => (await other.TryGetAsync<string>("newer")).Value == "made newer");
        (await other.TryGetAsync<string>("absent")).Found.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetOrCreateMany_CallerLeaves_LeavesNoErrorToTheNext(bool usesRedis)
    {
        await using var nodes = usesRedis ? await new Nodes(2).ReadyAsync() : null;
        await using var alone = new CacheHost(builder => builder.ConfigureCache(options => options.DefaultPolicy = Held));
        var (cache, other) = usesRedis ? (nodes![0], nodes[1]) : (alone.Cache, alone.Cache);
        using var leaving = new CancellationTokenSource();
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        var left = cache.GetOrCreateManyAsync<string>(["key"], async (_, token) =>
        {
            try
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, token);
                return new Dictionary<string, string>(StringComparer.Ordinal);
            }
            finally
            {
                ended.SetResult();
            }
        }, policy: Held, cancellationToken: leaving.Token).AsTask();
        await begun.Task;

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(left);
        await ended.Task;
        (await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("made"), Held)).ShouldBe("made");
        (await other.GetOrCreateAsync("key", _ => ValueTask.FromResult("made again"), Held)).ShouldBe("made");
    }

    [Fact]
    public async Task GetOrCreateMany_ManyCallersOnManyNodes_MakeEveryKeyOnce()
    {
        await using var nodes = await new Nodes(4).ReadyAsync();
        var made = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        var keys = Enumerable.Range(0, 60).Select(i => $"key {i}").ToArray();

        var calls = Enumerable.Range(0, 16).Select(i => nodes[i % 4].GetOrCreateManyAsync<string>([.. keys.Skip(i).Take(40)], async (missing, token) =>
        {
            await Task.Delay(20, token);
            return missing.ToDictionary(key => key, key =>
            {
                made.AddOrUpdate(key, 1, (_, runs) => runs + 1);
                return "made " + key;
            });
        }).AsTask());

        foreach (var values in await Task.WhenAll(calls))
        {
            values.Count.ShouldBe(40);
            values.ShouldAllBe(item => item.Value == "made " + item.Key);
        }

        made.ShouldAllBe(item => item.Value == 1);
    }

    [Fact]
    public async Task GetOrCreateMany_AbsentForAnothersCall_RunsTheSingleCallersFactory()
    {
        await using var host = new CacheHost();
        var (asked, mayAnswer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var many = host.Cache.GetOrCreateManyAsync<string>(["absent"], async (_, _) =>
        {
            asked.SetResult();
            await mayAnswer.Task;
            return new Dictionary<string, string>();
        }).AsTask();
        await asked.Task;
        var one = host.Cache.GetOrCreateAsync("absent", _ => ValueTask.FromResult("its own")).AsTask();

        mayAnswer.SetResult();

        (await many).ShouldBeEmpty();
        (await one).ShouldBe("its own");
    }

    [Fact]
    public async Task GetOrCreateMany_FactoryFails_ItsErrorReachesTheCaller()
    {
        await using var host = new CacheHost();

        await Should.ThrowAsync<InvalidDataException>(async () =>
            await host.Cache.GetOrCreateManyAsync<string>(["a", "b"], (_, _) => throw new InvalidDataException()));
    }

    [Fact]
    public async Task GetOrCreateMany_NoKeys_AsksNobody()
    {
        await using var host = new CacheHost();

        (await host.Cache.GetOrCreateManyAsync<string>([], LoadAsync)).ShouldBeEmpty();
        _asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task GetOrCreateMany_BadKey_IsRefusedBeforeAnythingIsAsked()
    {
        await using var host = new CacheHost();

        await Should.ThrowAsync<InvalidInputException>(async () => await host.Cache.GetOrCreateManyAsync<string>(["good", "bad\0"], LoadAsync));
        _asked.ShouldBeEmpty();
    }

    private ValueTask<IReadOnlyDictionary<string, string>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        _asked.Add([.. keys]);
        return ValueTask.FromResult<IReadOnlyDictionary<string, string>>(keys.Where(key => key != "absent").ToDictionary(key => key, key => "made " + key));
    }
}
