using System.Buffers;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>What every <see cref="HybridCache"/> does, in one host, with memory alone and with Redis behind.</summary>
public abstract class HybridCacheConformance<TEngine> : IAsyncDisposable
    where TEngine : Engine, new()
{
    private readonly List<ServiceProvider> _hosts = [];
    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";
    private int _runs;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetOrCreate_EveryOverload_RunsTheFactoryOnce(bool usesRedis)
    {
        var cache = Open(usesRedis);
        var id = 7;

        (await cache.GetOrCreateAsync("item:7", Count)).ShouldBe(1);
        (await cache.GetOrCreateAsync("item:7", this, static (self, token) => self.Count(token))).ShouldBe(1);
        (await cache.GetOrCreateAsync("item:7".AsSpan(), Count)).ShouldBe(1);
        (await cache.GetOrCreateAsync("item:7".AsSpan(), this, static (self, token) => self.Count(token))).ShouldBe(1);
        (await cache.GetOrCreateAsync($"item:{id}", Count)).ShouldBe(1);
        (await cache.GetOrCreateAsync($"item:{id}", this, static (self, token) => self.Count(token))).ShouldBe(1);
        (await cache.GetOrCreateAsync("item:8", Count)).ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Values_OfManyKinds_ComeBackAsTheyWere(bool usesRedis)
    {
        var cache = Open(usesRedis);
        await RoundTripAsync(cache, "text", "ä \u2028 \"'\\");
        await RoundTripAsync(cache, "empty", "");
        await RoundTripAsync<string?>(cache, "null", null);
        await RoundTripAsync(cache, "number", 42);
        await RoundTripAsync<int?>(cache, "no number", null);
        await RoundTripAsync(cache, "time", new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.FromHours(2)));
        await RoundTripAsync(cache, "frozen", new FrozenValue("name", 1));
        await cache.SetAsync("bytes", new byte[] { 0, 1, 255 });
        (await cache.GetOrCreateAsync("bytes", static _ => ValueTask.FromResult(Array.Empty<byte>()))).ShouldBe([0, 1, 255]);
        await cache.SetAsync("loose", new LooseValue { Name = "name", Numbers = [1, 2] });
        (await cache.GetOrCreateAsync("loose", static _ => ValueTask.FromResult(new LooseValue()))).Numbers.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Instances_OfAnImmutableType_AreShared()
    {
        var cache = Open();
        ValueTask<FrozenValue> Make(CancellationToken cancellationToken) => ValueTask.FromResult(new FrozenValue("name", 1));

        (await cache.GetOrCreateAsync("frozen", Make)).ShouldBeSameAs(await cache.GetOrCreateAsync("frozen", Make));
    }

    [Theory]
    [InlineData(HybridCacheEntryFlags.DisableLocalCacheWrite, 2)]
    [InlineData(HybridCacheEntryFlags.DisableLocalCacheRead, 2)]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCache, 1)]
    [InlineData(HybridCacheEntryFlags.DisableCompression, 1)]
    [InlineData(HybridCacheEntryFlags.None, 1)]
    public async Task Flags_MemoryAlone_DecideWhetherTheFactoryRunsAgain(HybridCacheEntryFlags flags, int runs)
    {
        var cache = Open();
        var options = new HybridCacheEntryOptions { Flags = flags };

        await cache.GetOrCreateAsync("key", Count, options);
        await cache.GetOrCreateAsync("key", Count, options);

        _runs.ShouldBe(runs);
    }

    [Theory]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCacheWrite, 2)]
    [InlineData(HybridCacheEntryFlags.DisableDistributedCache, 2)]
    [InlineData(HybridCacheEntryFlags.None, 1)]
    public async Task Flags_OfTheWriter_DecideWhetherAnotherHostHasTheValue(HybridCacheEntryFlags flags, int runs)
    {
        var (first, second) = (Open(usesRedis: true), Open(usesRedis: true));
        await first.SetAsync("key", 1, new HybridCacheEntryOptions { Flags = flags });
        _runs = 1;

        await second.GetOrCreateAsync("key", Count);

        _runs.ShouldBe(runs);
    }

    [Fact]
    public async Task DisableUnderlyingData_NothingCached_GivesTheDefaultAndKeepsNothing()
    {
        var cache = Open();

        (await cache.GetOrCreateAsync("key", Count, new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableUnderlyingData })).ShouldBe(0);
        _runs.ShouldBe(0);
        (await cache.GetOrCreateAsync("key", Count)).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Remove_OneManyOrMissing_TheyAreMadeAnew(bool usesRedis)
    {
        var cache = Open(usesRedis);
        foreach (var key in (string[])["a", "b", "c"])
        {
            await cache.SetAsync(key, -1);
        }

        await cache.RemoveAsync("a");
        await cache.RemoveAsync(["b", "missing"]);
        await cache.RemoveAsync((IEnumerable<string>)[]);

        (await cache.GetOrCreateAsync("a", Count)).ShouldBe(1);
        (await cache.GetOrCreateAsync("b", Count)).ShouldBe(2);
        (await cache.GetOrCreateAsync("c", Count)).ShouldBe(-1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RemoveByTag_OneManyOrAll_OnlyWhatHasIt(bool usesRedis)
    {
        var cache = Open(usesRedis);
        await cache.SetAsync("red", -1, tags: ["red"]);
        await cache.SetAsync("both", -1, tags: ["red", "blue", "red"]);
        await cache.SetAsync("blue", -1, tags: ["blue"]);
        await cache.SetAsync("plain", -1, tags: []);

        await cache.RemoveByTagAsync("green");
        await cache.RemoveByTagAsync("red");
        (await cache.GetOrCreateAsync("red", Count)).ShouldBe(1);
        (await cache.GetOrCreateAsync("both", Count, tags: ["red", "blue"])).ShouldBe(2);
        (await cache.GetOrCreateAsync("blue", Count)).ShouldBe(-1);
        await cache.RemoveByTagAsync((IEnumerable<string>)["blue", "green"]);
        (await cache.GetOrCreateAsync("both", Count, tags: ["red", "blue"])).ShouldBe(3);
        (await cache.GetOrCreateAsync("plain", Count)).ShouldBe(-1);
        await cache.RemoveByTagAsync("*");
        (await cache.GetOrCreateAsync("plain", Count)).ShouldBe(4);
        (await cache.GetOrCreateAsync("plain", Count)).ShouldBe(4);
    }

    [Fact]
    public async Task GetOrCreate_64CallersAtOnce_RunOneFactory()
    {
        var cache = Open();
        var mayReturn = new TaskCompletionSource();

        var calls = Enumerable.Range(0, 64).Select(_ => cache.GetOrCreateAsync("key", async token =>
        {
            await mayReturn.Task;
            return await Count(token);
        }).AsTask()).ToList();
        mayReturn.SetResult();

        (await Task.WhenAll(calls)).ShouldAllBe(value => value == 1);
    }

    [Fact]
    public async Task GetOrCreate_OneOfTwoCallersCancelled_TheOtherGetsTheValue()
    {
        var cache = Open();
        using var cancellation = new CancellationTokenSource();
        var (started, mayReturn) = (new TaskCompletionSource(), new TaskCompletionSource());
        async ValueTask<int> Slow(CancellationToken token)
        {
            started.TrySetResult();
            await mayReturn.Task.WaitAsync(token);
            return await Count(token);
        }

        var leaving = cache.GetOrCreateAsync("key", Slow, cancellationToken: cancellation.Token).AsTask();
        await started.Task;
        using var never = new CancellationTokenSource();
        var staying = cache.GetOrCreateAsync("key", Slow, cancellationToken: never.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);
        mayReturn.SetResult();

        (await staying).ShouldBe(1);
    }

    [Fact]
    public async Task GetOrCreate_CancelledBefore_RunsNothing()
    {
        var cache = Open();

        await Should.ThrowAsync<OperationCanceledException>(async () => await cache.GetOrCreateAsync("key", Count, cancellationToken: new CancellationToken(canceled: true)));
        _runs.ShouldBe(0);
    }

    [Fact]
    public async Task GetOrCreate_SerializerOfTheType_IsUsed()
    {
        var serializer = new CountingSerializer();
        var host = new TEngine().Open(_prefix, more: services => services.AddSingleton<IHybridCacheSerializer<FrozenValue>>(serializer));
        _hosts.Add(host);
        await host.GetRequiredService<HybridCache>().SetAsync("key", new FrozenValue("name", 1));

        if (UsesHybridSerializers)
        {
            await Paracle.Testing.Waiting.UntilAsync(() => serializer.Serialized > 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Whether the engine takes its serializers from the host's registrations.</summary>
    protected virtual bool UsesHybridSerializers => true;

    protected HybridCache Open(bool usesRedis = false)
    {
        var host = new TEngine().Open(usesRedis ? _prefix : null);
        _hosts.Add(host);
        return host.GetRequiredService<HybridCache>();
    }

    private static async Task RoundTripAsync<T>(HybridCache cache, string key, T value)
    {
        await cache.SetAsync(key, value);
        (await cache.GetOrCreateAsync<T>(key, _ => throw new InvalidOperationException("The factory ran."))).ShouldBe(value);
    }

    private ValueTask<int> Count(CancellationToken cancellationToken) => ValueTask.FromResult(Interlocked.Increment(ref _runs));

    private sealed class CountingSerializer : IHybridCacheSerializer<FrozenValue>
    {
        public int Serialized { get; private set; }

        public FrozenValue Deserialize(System.Buffers.ReadOnlySequence<byte> source) => new("deserialized", 0);

        public void Serialize(FrozenValue value, System.Buffers.IBufferWriter<byte> target)
        {
            Serialized++;
            target.Write("frozen"u8);
        }
    }
}
