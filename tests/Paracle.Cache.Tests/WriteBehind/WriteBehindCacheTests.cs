using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Tests.WriteBehind;

/// <summary>What the cache shows before and after the source has a write.</summary>
public sealed class WriteBehindCacheTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Written_CacheShowsTheSame_KeepsIt()
    {
        await using var host = await WriteBehindHost.StartAsync();
        var (begun, end) = WriteBehindTests.Hold(host);

        await host.WriteAsync("a", 1);
        await begun;
        end.SetResult(); // not before the cache shows it
        await host.UntilWrittenAsync();

        (await host.Cache.TryGetAsync<CacheSample>("a", Token)).Value.ShouldBe(new CacheSample("a", 1));
    }

    [Fact]
    public async Task Written_ReaderLoadedTheOldValueMeanwhile_ItIsRemoved()
    {
        await using var host = await WriteBehindHost.StartAsync();
        host.Sink.Rows["a"] = new CacheSample("a", 0);
        var (begun, end) = WriteBehindTests.Hold(host);
        await host.WriteAsync("a", 1);
        await begun;
        await host.Cache.RemoveAsync("a", Token); // as if it had no room in the cache
        (await LoadAsync(host, "a")).Count.ShouldBe(0, "the source has nothing newer");

        end.SetResult();
        await host.UntilWrittenAsync();

        (await LoadAsync(host, "a")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Written_LoadOfTheOldValueUnderWay_DoesNotLand()
    {
        await using var host = await WriteBehindHost.StartAsync();
        var (begun, end) = WriteBehindTests.Hold(host);
        await host.WriteAsync("a", 1);
        await begun;
        await host.Cache.RemoveAsync("a", Token);
        var (loading, load) = (new TaskCompletionSource(), new TaskCompletionSource());
        var reader = host.Cache.GetOrCreateAsync(
            "a",
            async token =>
            {
                loading.SetResult();
                await load.Task.WaitAsync(token);
                return new CacheSample("a", 0);
            },
            cancellationToken: Token).AsTask();
        await loading.Task.WaitAsync(Paracle.Testing.Waiting.Limit, Token);

        end.SetResult();
        await host.UntilWrittenAsync();
        load.SetResult();
        await reader;

        (await LoadAsync(host, "a")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Written_LaterWriteOfTheKeyWaits_CacheGoesOnShowingIt()
    {
        await using var host = await WriteBehindHost.StartAsync();
        var (begun, end) = WriteBehindTests.Hold(host);
        await host.WriteAsync("a", 1);
        await begun;
        await host.WriteAsync("a", 2);
        var shown = new List<CacheResult<CacheSample>>();
        host.Sink.Before = async (_, token) => shown.Add(await host.Cache.TryGetAsync<CacheSample>("a", token)); // the second batch: the first is over

        end.SetResult();
        await host.UntilWrittenAsync();

        shown.Single().Value.Count.ShouldBe(2);
        (await host.Cache.TryGetAsync<CacheSample>("a", Token)).Value.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Written_RacingWriterLeftItsOwnInTheCache_ItIsRemoved()
    {
        await using var host = await WriteBehindHost.StartAsync();
        var (begun, end) = WriteBehindTests.Hold(host);
        await host.WriteAsync("a", 1);
        await begun;
        await host.WriteAsync("a", 2);
        await host.Cache.SetAsync("a", new CacheSample("a", 1), cancellationToken: Token); // the first writer came late to the cache

        end.SetResult();
        await host.UntilWrittenAsync();

        (await LoadAsync(host, "a")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Write_CacheFails_IsAcknowledgedAndReachesTheSource()
    {
        await using var host = await WriteBehindHost.StartAsync(cache: new BrokenCache());

        await host.WriteAsync("a", 1);
        await host.Writes.RemoveBehindAsync(TenantId.Default, "b", Token);
        await host.UntilWrittenAsync();

        host.Sink.Rows["a"].Count.ShouldBe(1);
    }

    private static ValueTask<CacheSample> LoadAsync(WriteBehindHost host, string key) =>
        host.Cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(host.Sink.Rows[key]), cancellationToken: Token);

    private sealed class BrokenCache : HybridCache
    {
        public override ValueTask<T> GetOrCreateAsync<TState, T>(
            string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options = null,
            IEnumerable<string>? tags = null, CancellationToken cancellationToken = default) => throw Broken();

        public override ValueTask SetAsync<T>(
            string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default) =>
            throw Broken();

        public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default) => throw Broken();

        public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) => throw Broken();

        private static InvalidOperationException Broken() => new("The cache is broken.");
    }
}
