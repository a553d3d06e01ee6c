using Microsoft.Extensions.Caching.Hybrid;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>A change that comes while the value is being loaded wins over what that load brings.</summary>
public abstract class HybridCacheFillConformance<TEngine> : EngineSuite<TEngine>
    where TEngine : Engine, new()
{
    [Theory]
    [InlineData("set")]
    [InlineData("remove")]
    [InlineData("tag")]
    [InlineData("all")]
    public async Task Change_MemoryAlone_Wins(string change)
    {
        var cache = Open();
        await ChangeDuringLoadAsync(cache, cache, change);

        ShouldHold(await ReadAsync(cache) == "new", unless: Undoing(change));
    }

    [Theory]
    [InlineData("set")]
    [InlineData("remove")]
    [InlineData("tag")]
    [InlineData("all")]
    public async Task Change_OnTheLoadingHost_WinsInMemoryAndRedis(string change)
    {
        var cache = Open(usesRedis: true);
        await ChangeDuringLoadAsync(cache, cache, change);

        ShouldHold(await ReadAsync(cache) == "new", unless: Undoing(change));
        await ShouldHoldInRedisAsync(cache, isUndone: Differs(Undoing(change)));
    }

    [Theory]
    [InlineData("set")]
    [InlineData("remove")]
    [InlineData("tag")]
    [InlineData("all")]
    public async Task Change_OnAnotherHost_WinsInTheMemoryOfTheLoadingHost(string change)
    {
        var (loading, changing) = (Open(usesRedis: true), Open(usesRedis: true));
        await ChangeDuringLoadAsync(loading, changing, change);

        if (Differs(Undoing(change)))
        {
            (await ReadAsync(loading)).ShouldBe("old");
        }
        else
        {
            await Waiting.UntilAsync(async () => await ReadAsync(loading) == "new");
        }
    }

    [Theory]
    [InlineData("set")]
    [InlineData("remove")]
    public async Task Change_OnAnotherHost_WinsInRedis(string change)
    {
        var (loading, changing) = (Open(usesRedis: true), Open(usesRedis: true));
        await ChangeDuringLoadAsync(loading, changing, change);

        await ShouldHoldInRedisAsync(loading, isUndone: Differs(Difference.LoadUndoesChange));
    }

    [Theory]
    [InlineData("set")]
    [InlineData("remove")]
    [InlineData("tag")]
    [InlineData("all")]
    public async Task Change_DuringALoad_LaterCallersDoNotJoinIt(string change)
    {
        var cache = Open();
        var (reading, mayReturn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var load = LoadAsync(cache, reading, mayReturn);
        await reading.Task;
        await ChangeAsync(cache, change);

        var later = ReadAsync(cache).AsTask();
        if (!Differs(Difference.LoadUndoesChange))
        {
            (await later).ShouldBe("new");
        }

        mayReturn.SetResult();
        await Task.WhenAll(load, later);
    }

    private static Difference Undoing(string change) => change is "set" or "remove" ? Difference.LoadUndoesChange : Difference.LoadUndoesRemovalOfTag;

    private static Task<string> LoadAsync(HybridCache cache, TaskCompletionSource reading, TaskCompletionSource mayReturn) => cache.GetOrCreateAsync(
        "key",
        async _ =>
        {
            reading.SetResult();
            await mayReturn.Task;
            return "old";
        },
        tags: ["tag"]).AsTask();

    private static async Task ChangeDuringLoadAsync(HybridCache loading, HybridCache changing, string change)
    {
        var (reading, mayReturn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var load = LoadAsync(loading, reading, mayReturn);
        await reading.Task;
        await ChangeAsync(changing, change);
        mayReturn.SetResult();
        (await load).ShouldBeOneOf(["old", .. change == "set" ? (string[])["new"] : []], "Who asked before the change may get what was there before it.");
    }

    private static ValueTask ChangeAsync(HybridCache cache, string change) => change switch
    {
        "set" => cache.SetAsync("key", "new", tags: ["tag"]),
        "remove" => cache.RemoveAsync("key"),
        "tag" => cache.RemoveByTagAsync("tag"),
        _ => cache.RemoveByTagAsync("*"),
    };

    private static ValueTask<string> ReadAsync(HybridCache cache) =>
        cache.GetOrCreateAsync("key", Made("new"), With(HybridCacheEntryFlags.DisableDistributedCacheWrite), tags: ["tag"]);

    // The others write to Redis after they have answered. Ours has written when its host is closed.
    private async Task ShouldHoldInRedisAsync(HybridCache loading, bool isUndone)
    {
        if (isUndone)
        {
            var reader = Open(usesRedis: true);
            await Waiting.UntilAsync(async () => await ReadRedisAsync(reader) == "old");
        }
        else
        {
            await CloseAsync(loading);
            (await ReadRedisAsync(Open(usesRedis: true))).ShouldNotBe("old");
        }
    }
}
