using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Paracle.Providers.Tests.Wire;
using Paracle.Testing;
using static Paracle.Providers.Tests.ResponseCache.ResponseCacheHost;

namespace Paracle.Providers.Tests.ResponseCache;

public sealed class ResponseCacheStoreTests
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";

    [Fact]
    public async Task Hosts_ThatAskTheSameAtOnce_MakeOneCallBetweenThem()
    {
        using var vendor = new HeldChatClient();
        await using var first = OnRedis(vendor);
        await using var second = OnRedis(vendor);
        await LinkAsync(first, second);
        await LinkAsync(second, first);
        using var waits = new MetricCollector<long>(second.Services.GetRequiredService<IMeterFactory>(), TelemetryNames.Cache, TelemetryNames.CacheLeaseWaits);

        var leader = first.StreamAsync(Zero);
        var call = await vendor.NextCallAsync();
        var follower = second.StreamAsync(Zero);
        await waits.WaitForMeasurementsAsync(1, WireHost.Patience);
        call.Say("Good");
        call.Say(" day");
        call.End();

        (await leader).Select(update => update.Text).ShouldBe(["Good", " day", "", ""]);
        (await follower).Select(update => update.Text).ShouldBe(["Good", " day", "", ""]);
        (await follower)[^1].FindParacle().ShouldBe(new LlmAnswerContext { Provider = "only", Model = "model-1", IsCached = true, Saved = new TokenUsage(11, 4) });
        vendor.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Hosts_WhoseLeaderFails_DoNotGetItsError()
    {
        using var vendor = new HeldChatClient();
        await using var first = OnRedis(vendor);
        await using var second = OnRedis(vendor);
        await LinkAsync(first, second);
        await LinkAsync(second, first);
        using var waits = new MetricCollector<long>(second.Services.GetRequiredService<IMeterFactory>(), TelemetryNames.Cache, TelemetryNames.CacheLeaseWaits);

        var leader = first.AskAsync(Zero);
        var call = await vendor.NextCallAsync();
        var follower = second.AskAsync(Zero);
        await waits.WaitForMeasurementsAsync(1, WireHost.Patience);
        call.Fail(new HttpRequestException("broken"));
        await Should.ThrowAsync<ProviderException>(() => leader);
        call = await vendor.NextCallAsync();
        call.Say("Good day");
        call.End();

        (await follower).Text.ShouldBe("Good day");
    }

    [Fact]
    public async Task Store_Gone_CallsGoOn()
    {
        var vendor = Vendor();
        await using var host = Create(vendor, builder => builder.UseRedis(redis => redis.ConnectionString = "127.0.0.1:1,connectTimeout=200"));

        (await host.AskAsync(Zero)).Text.ShouldBe("Good day");
        (await host.AskAsync(Zero)).FindParacle()!.IsCached.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_Failing_NeverFailsTheCall(bool isStreaming)
    {
        var vendor = Vendor();
        await using var host = Create(vendor, builder => builder.Services.AddSingleton<HybridCache, BrokenCache>());
        using var failures = new MetricCollector<long>(host.Services.GetRequiredService<IMeterFactory>(), TelemetryNames.Providers, TelemetryNames.ResponseCacheFailures);

        for (var time = 0; time < 2; time++)
        {
            (await host.AskAsync(Zero, isStreaming)).Text.ShouldBe("Good day");
        }

        vendor.Calls.ShouldBe(2);
        failures.GetMeasurementSnapshot().Count.ShouldBe(4);
        host.Logs.ShouldContain(record => record.Id.Name == "AnswerStoreFailed");
        host.Logs.ShouldNotContain(record => record.Message.Contains(BrokenCache.Canary));
    }

    [Fact]
    public async Task Store_FailingAndTheCallToo_GivesTheErrorOfTheCall()
    {
        await using var host = Create(
            new ScriptedChatClient(_ => throw new HttpRequestException("broken")), builder => builder.Services.AddSingleton<HybridCache, BrokenCache>());

        await Should.ThrowAsync<ProviderException>(() => host.AskAsync(Zero));
    }

    [Fact]
    public async Task AnotherEngine_StoresWholeAnswersAlone()
    {
        var vendor = Vendor();
        var truncating = Vendor(ChatFinishReason.Length);
        var services = new ServiceCollection();
        services.AddHybridCache();
        services.AddLogging().AddParacleProviders();
        await using var provider = services.BuildServiceProvider();
        using var whole = new ChatClientBuilder(vendor).UseResponseCache().Build(provider);
        using var truncated = new ChatClientBuilder(new MetadataChatClient(new ChatClientMetadata("other"), truncating)).UseResponseCache().Build(provider);

        for (var time = 0; time < 3; time++)
        {
            (await whole.GetResponseAsync("Hello", Zero, TestContext.Current.CancellationToken)).Text.ShouldBe("Good day");
            (await truncated.GetStreamingResponseAsync("Hello", Zero, TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken)).Text.ShouldBe("Good day");
        }

        vendor.Calls.ShouldBe(1);
        truncating.Calls.ShouldBe(3);
    }

    [Fact]
    public async Task NamedCache_KeepsTheAnswers()
    {
        var vendor = Vendor();
        await using var host = Create(vendor, builder => builder.Services.AddParacleCache("answers"), cache => cache.CacheName = "answers");

        await host.AskAsync(Zero);
        await host.Services.GetRequiredKeyedService<HybridCache>("answers").RemoveByTagAsync(ResponseCacheTags.Model("model-1"), TestContext.Current.CancellationToken);
        await host.AskAsync(Zero);

        vendor.Calls.ShouldBe(2);
    }

    /// <summary>Waits until one host sees what the other writes: on a busy machine their links to Redis take a moment.</summary>
    private static Task LinkAsync(ProviderHost writer, ProviderHost reader) => Waiting.UntilAsync(async () =>
    {
        var key = Guid.NewGuid().ToString("N");
        await writer.Services.GetRequiredService<HybridCache>().SetAsync(key, 1, cancellationToken: TestContext.Current.CancellationToken);
        return (await reader.Services.GetRequiredService<HybridCache>().TryGetAsync<int>(key, TestContext.Current.CancellationToken)).Found;
    });

    private ProviderHost OnRedis(IChatClient vendor) => Create(vendor, builder => builder.UseRedis(redis =>
    {
        redis.ConnectionString = TestServers.Redis;
        redis.KeyPrefix = _prefix;

        // That Redis is slow is not the subject: a host that goes on without it makes a call of its own, which nobody answers.
        redis.ConnectTimeout = redis.CommandTimeout = redis.FillLease = TimeSpan.FromMinutes(1);
        redis.CacheTimeBudget = TimeSpan.FromSeconds(10);
    }));

    private sealed class BrokenCache : HybridCache
    {
        public const string Canary = "canary-77aa";

        public override ValueTask<T> GetOrCreateAsync<TState, T>(
            string key,
            TState state,
            Func<TState, CancellationToken, ValueTask<T>> factory,
            HybridCacheEntryOptions? options = null,
            IEnumerable<string>? tags = null,
            CancellationToken cancellationToken = default) => throw new InvalidOperationException(Canary);

        public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default) => throw new InvalidOperationException(Canary);

        public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) => throw new InvalidOperationException(Canary);

        public override ValueTask SetAsync<T>(
            string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException(Canary);
    }
}
