using System.Collections.Concurrent;
using Paracle.Cache.Tests.Engine;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Redis.Topologies;

[Trait("Category", "Slow")]
public sealed class ClusterTests(HealthyCluster healthy) : IClassFixture<HealthyCluster>
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 60).Select(i => $"key {i}")];

    [Fact]
    public async Task Set_KeysOfAllSlots_AreReadOnAnotherNode()
    {
        await using var nodes = await NodesAsync(2);
        foreach (var key in Keys)
        {
            await nodes[0].SetAsync(key, key);
        }

        foreach (var key in Keys)
        {
            (await nodes[1].GetOrCreateAsync(key, Never)).ShouldBe(key);
        }

        foreach (var primary in healthy.Cluster.Nodes)
        {
            (await primary.RunAsync("--scan", "--pattern", nodes.Prefix + "*")).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task Change_OnOneNode_IsSeenInTheMemoryOfTheOthers()
    {
        await using var nodes = await NodesAsync(3);
        foreach (var key in Keys)
        {
            await nodes[0].SetAsync(key, "old");
            (await nodes[1].GetOrCreateAsync(key, Never)).ShouldBe("old");
            (await nodes[2].GetOrCreateAsync(key, Never)).ShouldBe("old");
        }

        foreach (var key in Keys.Take(30))
        {
            await nodes[0].SetAsync(key, "new");
        }

        foreach (var key in Keys.Skip(30))
        {
            await nodes[0].RemoveAsync(key);
        }

        foreach (var key in Keys)
        {
            await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync(key, Made("new")) == "new");
            await Waiting.UntilAsync(async () => await nodes[2].GetOrCreateAsync(key, Made("new")) == "new");
        }
    }

    [Theory]
    [InlineData("red")]
    [InlineData("*")]
    public async Task RemoveByTag_EntriesOfAllSlots_CountsEverywhere(string tag)
    {
        await using var nodes = await NodesAsync(2);
        foreach (var key in Keys)
        {
            await nodes[1].SetAsync(key, "old", tags: ["red"]);
        }

        await nodes[1].SetAsync("other", "old", tags: ["blue"]);
        await nodes[0].RemoveByTagAsync(tag);

        var late = nodes.Add();
        foreach (var key in Keys)
        {
            await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync(key, Made("new"), tags: ["red"]) == "new");
            (await late.GetOrCreateAsync(key, Made("new"), tags: ["red"])).ShouldBe("new");
        }

        (await late.GetOrCreateAsync("other", Made("new"), tags: ["blue"])).ShouldBe(tag == "*" ? "new" : "old");
    }

    [Fact]
    public async Task GetOrCreateMany_KeysOfAllSlots_AsksTheFactoryForTheRestOnce()
    {
        await using var nodes = await NodesAsync(2);
        foreach (var key in Keys.Take(40))
        {
            await nodes[0].SetAsync(key, "kept");
        }

        var asked = new List<string>();
        var values = await nodes[1].GetOrCreateManyAsync<string>(Keys, (missing, _) =>
        {
            asked.AddRange(missing);
            return ValueTask.FromResult<IReadOnlyDictionary<string, string>>(missing.ToDictionary(key => key, _ => "made"));
        });

        values.Count.ShouldBe(Keys.Length);
        values.ShouldAllBe(item => item.Value == (Keys.Take(40).Contains(item.Key) ? "kept" : "made"));
        asked.ShouldBe(Keys.Skip(40), ignoreOrder: true);
        foreach (var key in Keys.Skip(40))
        {
            await Waiting.UntilAsync(async () => (await nodes[0].TryGetAsync<string>(key)).Value == "made");
        }
    }

    [Fact]
    public async Task GetOrCreate_CallersOnFourNodes_MakeEveryKeyOnce()
    {
        await using var nodes = await NodesAsync(4);
        var made = new ConcurrentDictionary<string, int>();

        var calls = Enumerable.Range(0, 4 * 8).SelectMany(i => Keys.Take(12).Select(key => nodes[i % 4].GetOrCreateAsync(key, async token =>
        {
            made.AddOrUpdate(key, 1, (_, runs) => runs + 1);
            await Task.Delay(20, token);
            return "value";
        }).AsTask()));

        (await Task.WhenAll(calls)).ShouldAllBe(value => value == "value");
        made.Count.ShouldBe(12);
        made.ShouldAllBe(item => item.Value == 1);
    }

    [Fact]
    public async Task Set_ValueThatIsKeptApart_ComesBackAsItWas()
    {
        await using var nodes = await NodesAsync(2);
        var random = new Random(7);
        foreach (var key in Keys.Take(6))
        {
            var value = string.Create(100_000, random, (span, from) =>
            {
                foreach (ref var item in span)
                {
                    item = (char)from.Next('!', 'z');
                }
            });
            await nodes[0].SetAsync(key, value);
            (await nodes[1].GetOrCreateAsync(key, Never)).ShouldBe(value);
        }
    }

    [Fact]
    public async Task WriteThrough_RacingWriters_ConvergeOnTheHigherVersion()
    {
        await using var nodes = await NodesAsync(2);
        foreach (var key in Keys.Take(6))
        {
            var (written, mayReturn) = (new TaskCompletionSource(), new TaskCompletionSource());
            var slow = nodes[0].WriteThroughAsync(key, async _ =>
            {
                written.SetResult();
                await mayReturn.Task;
                return new SourceWrite<string>("old", 1);
            }).AsTask();
            await written.Task;
            await nodes[1].WriteThroughAsync(key, _ => ValueTask.FromResult(new SourceWrite<string>("new", 2)));

            mayReturn.SetResult();
            await slow;

            await Waiting.UntilAsync(async () => await nodes[0].GetOrCreateAsync(key, Made("new")) == "new");
            await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync(key, Made("new")) == "new");
        }
    }

    private static Func<CancellationToken, ValueTask<string>> Made(string value) => _ => ValueTask.FromResult(value);

    private static ValueTask<string> Never(CancellationToken cancellationToken) => throw new InvalidOperationException("The factory ran.");

    private Task<Nodes> NodesAsync(int count) => new Nodes(count, healthy.Cluster.ConnectionString).ReadyAsync();
}
