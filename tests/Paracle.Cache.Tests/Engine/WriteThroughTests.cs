using Paracle.Testing;

namespace Paracle.Cache.Tests.Engine;

public sealed class WriteThroughTests
{
    [Theory]
    [InlineData(2, "second")]
    [InlineData(0, "first")]
    public async Task WriteThrough_RacingWriters_ConvergeOnTheHigherVersion(long secondVersion, string expected)
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        var (written, mayReturn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = nodes[0].WriteThroughAsync("key", async _ =>
        {
            written.SetResult();
            await mayReturn.Task;
            return new SourceWrite<string>("first", 1);
        }).AsTask();
        await written.Task;
        await nodes[1].WriteThroughAsync("key", _ => ValueTask.FromResult(new SourceWrite<string>("second", secondVersion)));

        mayReturn.SetResult();
        (await first).ShouldBe("first");

        for (var i = 0; i < 2; i++)
        {
            var node = nodes[i];
            await Waiting.UntilAsync(async () => await node.GetOrCreateAsync("key", _ => ValueTask.FromResult(expected)) == expected);
        }
    }

    [Fact]
    public async Task WriteThrough_SlowWriterOfAnOldVersion_DoesNotReplaceWhatAFillRead()
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        var (written, mayReturn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = nodes[0].WriteThroughAsync("key", async _ =>
        {
            written.SetResult();
            await mayReturn.Task;
            return new SourceWrite<string>("old", 1);
        }).AsTask();
        await written.Task;
        await nodes[1].WriteThroughAsync("key", _ => ValueTask.FromResult(new SourceWrite<string>("new", 2)));
        await nodes[1].RemoveAsync("key");
        (await nodes[1].GetOrCreateAsync("key", _ => ValueTask.FromResult("new"))).ShouldBe("new");

        mayReturn.SetResult();
        await slow;

        (await nodes[1].GetOrCreateAsync("key", _ => ValueTask.FromResult("new"))).ShouldBe("new");
        (await nodes[0].GetOrCreateAsync("key", _ => ValueTask.FromResult("new"))).ShouldBe("new");
    }

    [Fact]
    public async Task WriteThrough_FillReadsBeforeTheCommit_DoesNotComeBackAfterIt()
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        var (reading, mayRead) = (new TaskCompletionSource(), new TaskCompletionSource());
        var fill = nodes[1].GetOrCreateAsync("key", async _ =>
        {
            reading.SetResult();
            await mayRead.Task;
            return "old";
        }).AsTask();
        await reading.Task;

        await nodes[0].WriteThroughAsync("key", _ => ValueTask.FromResult(new SourceWrite<string>("new", 7)));
        mayRead.SetResult();
        await fill;

        (await nodes[0].TryGetAsync<string>("key")).Value.ShouldBe("new");
        await Waiting.UntilAsync(async () => (await nodes[1].TryGetAsync<string>("key")).Value == "new");
    }

    [Fact]
    public async Task WriteThrough_NoVersion_RemovesTheEntry()
    {
        await using var nodes = await new Nodes(2).ReadyAsync();
        await nodes[1].SetAsync("key", "old");

        (await nodes[0].WriteThroughAsync("key", _ => ValueTask.FromResult(new SourceWrite<string>("new", null)))).ShouldBe("new");

        (await nodes[0].TryGetAsync<string>("key")).Found.ShouldBeFalse();
        await Waiting.UntilAsync(async () => !(await nodes[1].TryGetAsync<string>("key")).Found);
    }

    [Fact]
    public async Task WriteThrough_SourceFails_RemovesTheEntryAndThrows()
    {
        await using var nodes = await new Nodes(1).ReadyAsync();
        await nodes[0].SetAsync("key", "old");

        await Should.ThrowAsync<InvalidDataException>(async () => await nodes[0].WriteThroughAsync<string>("key", _ => throw new InvalidDataException()));

        (await nodes[0].TryGetAsync<string>("key")).Found.ShouldBeFalse();
    }

    [Fact]
    public async Task WriteThrough_MemoryAlone_ShowsTheNewValue()
    {
        await using var host = new CacheHost();
        await host.Cache.SetAsync("key", "old");

        await host.Cache.WriteThroughAsync("key", _ => ValueTask.FromResult(new SourceWrite<string>("new", 1)));

        (await host.Cache.TryGetAsync<string>("key")).Value.ShouldBe("new");
    }
}
