using Paracle.Cache.Tests.Faults;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Redis.Topologies;

[Trait("Category", "Slow")]
public sealed class SentinelTests(ITestOutputHelper output)
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 10).Select(i => $"key {i}")];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PrimaryGone_ReplicaPromoted_ReadsGoOnAndNothingOldIsServed(bool isFrozen)
    {
        await using var trio = await RedisSentinel.CreateAsync();
        var primary = await trio.GetPrimaryAsync();
        await using var nodes = await FailoverNodes.CreateAsync(2, trio.ConnectionString);
        await nodes.UntilCoherentAsync(Keys, "before");
        await primary.UntilFollowedAsync(trio.Servers.Single(server => server != primary));
        var readers = new Readers(nodes, ["read", "read too"], "source");
        var begun = TimeProvider.System.GetTimestamp();
        await (isFrozen ? primary.FreezeAsync() : primary.KillAsync());
        await trio.WaitForPromotionAsync(primary);
        var promoted = TimeProvider.System.GetElapsedTime(begun);
        await nodes.UntilCoherentAsync(["other"]);
        var coherent = TimeProvider.System.GetElapsedTime(begun);

        // The new primary has them, but nobody knows what was lost on the way: a new epoch.
        foreach (var key in Keys)
        {
            await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync(key, _ => ValueTask.FromResult("made anew")) == "made anew");
        }

        await nodes[0].RemoveAsync(Keys[0]);
        await Waiting.UntilAsync(async () => await nodes[1].GetOrCreateAsync(Keys[0], _ => ValueTask.FromResult("removed")) == "removed");
        if (isFrozen)
        {
            await primary.ThawAsync();
            await Waiting.UntilAsync(() => primary.IsAsync("slave"));
            await nodes.UntilCoherentAsync(["other"]);
            (await nodes[1].GetOrCreateAsync(Keys[1], _ => ValueTask.FromResult("newest"))).ShouldNotBe("before");
        }

        (await readers.StopAsync()).ShouldBe(["source"]);
        output.WriteLine($"promoted after {promoted}, coherent after {coherent}, slowest read {readers.Slowest}");
    }
}
