using Paracle.Cache.Tests.Redis;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Engine;

public sealed class CoherenceTests
{
    [Fact]
    public async Task Set_OnOneNode_IsSeenInTheMemoryOfTheOthers()
    {
        await using var nodes = await new Nodes(3).ReadyAsync();
        for (var i = 0; i < 3; i++)
        {
            (await nodes[i].GetOrCreateAsync("key", Made("old"))).ShouldBe("old");
        }

        await nodes[0].SetAsync("key", "new");

        for (var i = 0; i < 3; i++)
        {
            var node = nodes[i];
            await Waiting.UntilAsync(async () => await node.GetOrCreateAsync("key", Made("made again")) == "new");
        }
    }

    [Fact]
    public async Task Remove_OnOneNode_EmptiesTheMemoryOfTheOthers()
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        await nodes[1].GetOrCreateAsync("key", Made("old"));

        await nodes[0].RemoveAsync("key");

        await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync("key", Made("new")) == "new");
    }

    [Theory]
    [InlineData("red")]
    [InlineData("*")]
    public async Task RemoveByTag_OnOneNode_CountsEverywhere(string tag)
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        await nodes[1].GetOrCreateAsync("tagged", Made("old"), tags: ["red", "round"]);
        await nodes[1].GetOrCreateAsync("other", Made("other"), tags: ["blue"]);

        await nodes[0].RemoveByTagAsync(tag);

        await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync("tagged", Made("new"), tags: ["red", "round"]) == "new");
        (await nodes[0].GetOrCreateAsync("tagged", Made("wrong"), tags: ["red", "round"])).ShouldBe("new");
        (await nodes[1].GetOrCreateAsync("other", Made("made again"))).ShouldBe(tag == "*" ? "made again" : "other");
    }

    [Fact]
    public async Task GetOrCreate_NodeThatJoinsAfterATagWasRemoved_DoesNotTakeTheOldValue()
    {
        await using var nodes = await new Nodes(1).ReadyAsync();
        await nodes[0].GetOrCreateAsync("tagged", Made("old"), tags: ["red"]);
        await nodes[0].RemoveByTagAsync("red");

        var late = nodes.Add();

        (await late.GetOrCreateAsync("tagged", Made("new"), tags: ["red"])).ShouldBe("new");
    }

    [Fact]
    public async Task GetOrCreate_ValueOfATagNeverRemoved_IsTakenByANodeThatJoinsLater()
    {
        await using var nodes = await new Nodes(1).ReadyAsync();
        await nodes[0].SetAsync("tagged", "kept", tags: ["red"]);
        await nodes[0].RemoveByTagAsync("blue");

        var late = nodes.Add();

        (await late.GetOrCreateAsync("tagged", Made("made again"), tags: ["red"])).ShouldBe("kept");
    }

    [Theory]
    [InlineData("set")]
    [InlineData("remove")]
    [InlineData("tag")]
    [InlineData("all")]
    public async Task Change_DuringAFillOnAnotherNode_Wins(string change)
    {
        await using var nodes = await new Nodes(3).ReadyAsync();
        var (reading, mayReturn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var filling = nodes[1].GetOrCreateAsync("key", async _ =>
        {
            reading.SetResult();
            await mayReturn.Task;
            return "old";
        }, tags: ["tag"]).AsTask();
        await reading.Task;

        await (change switch
        {
            "set" => nodes[0].SetAsync("key", "new", tags: ["tag"]),
            "remove" => nodes[0].RemoveAsync("key"),
            "tag" => nodes[0].RemoveByTagAsync("tag"),
            _ => nodes[0].RemoveByTagAsync("*"),
        });
        mayReturn.SetResult();
        (await filling).ShouldBe(change == "set" ? "new" : "old", "Who asked before a removal may get what was there before it; what was written is there to be given.");

        (await nodes[0].GetOrCreateAsync("key", Made("new"), tags: ["tag"])).ShouldBe("new");
        (await nodes[2].GetOrCreateAsync("key", Made("new"), tags: ["tag"])).ShouldBe("new");
        await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync("key", Made("new"), tags: ["tag"]) == "new");
    }

    [Fact]
    public async Task Remove_DuringAFillOnTheSameNode_StartsTheNextCallerAnew()
    {
        await using var nodes = await new Nodes(1).ReadyAsync();
        var (reading, mayReturn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var filling = nodes[0].GetOrCreateAsync("key", async _ =>
        {
            reading.SetResult();
            await mayReturn.Task;
            return "old";
        }).AsTask();
        await reading.Task;

        await nodes[0].RemoveAsync("key");
        var next = await nodes[0].GetOrCreateAsync("key", Made("new"));
        mayReturn.SetResult();
        await filling;

        next.ShouldBe("new");
        (await nodes[0].GetOrCreateAsync("key", Made("made again"))).ShouldBe("new");
    }

    [Fact]
    public async Task GetOrCreate_FlushedRedis_MakesEveryMemorySuspect()
    {
        await using var redis = new RedisTestServer();
        await using var nodes = await new Nodes(2).ReadyAsync();
        await nodes[0].SetAsync("key", "old", tags: ["tag"]);
        (await nodes[1].GetOrCreateAsync("key", Made("wrong"))).ShouldBe("old");

        // What FLUSHALL does, to this test's keys alone.
        var database = await redis.DatabaseAsync();
        await foreach (var key in database.Multiplexer.GetServers()[0].KeysAsync(pattern: nodes.Prefix + "*"))
        {
            await database.KeyDeleteAsync(key);
        }

        await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync("key", Made("new")) == "new");
    }

    private static Func<CancellationToken, ValueTask<string>> Made(string value) => _ => ValueTask.FromResult(value);
}
