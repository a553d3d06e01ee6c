using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Tests.Wire;
using Paracle.Testing;
using static Paracle.Providers.Tests.ResponseCache.ResponseCacheHost;

namespace Paracle.Providers.Tests.ResponseCache;

public sealed class ResponseCacheChatClientTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Call_AskedBefore_IsAnsweredFromTheStore(bool isFirstStreaming, bool isSecondStreaming)
    {
        var vendor = Vendor();
        await using var host = Create(vendor);

        var first = await host.AskAsync(Zero, isFirstStreaming);
        var second = await host.AskAsync(Zero, isSecondStreaming);

        vendor.Calls.ShouldBe(1);
        second.Text.ShouldBe(first.Text);
        second.ResponseId.ShouldBe(first.ResponseId);
        second.ModelId.ShouldBe(first.ModelId);
        second.FinishReason.ShouldBe(ChatFinishReason.Stop);
        first.FindParacle().ShouldBeNull();
        first.Usage!.TotalTokenCount.ShouldBe(15);
        TokenUsage.FromReported(second.Usage!.InputTokenCount, second.Usage!.OutputTokenCount).ShouldBe(TokenUsage.None);
        second.FindParacle().ShouldBe(new LlmAnswerContext { Provider = "only", Model = "model-1", IsCached = true, Saved = new TokenUsage(11, 4) });
    }

    [Fact]
    public async Task Stream_FromTheStore_HasTheChunksOfTheOriginal()
    {
        await using var host = Create(Vendor());

        var original = await host.StreamAsync(Zero);
        var replay = await host.StreamAsync(Zero);

        replay.Select(Print).ShouldBe(original.Select(Print));
        replay.SkipLast(1).ShouldAllBe(update => update.FindParacle() == null);
        replay[^1].FindParacle()!.IsCached.ShouldBeTrue();
        replay[^1].Contents.OfType<UsageContent>().Single().Details.TotalTokenCount.ShouldBe(0);
    }

    [Fact]
    public async Task Call_TemperatureUnset_IsNotStored()
    {
        var vendor = Vendor();
        await using var host = Create(vendor);

        await host.AskAsync(new ChatOptions());
        await host.AskAsync(options: null);
        await host.AskAsync(new ChatOptions { Temperature = 0.5f });
        await host.AskAsync(new ChatOptions());

        vendor.Calls.ShouldBe(4);
    }

    [Fact]
    public async Task Call_TemperatureUnsetAndOptedIn_IsStored()
    {
        var vendor = Vendor();
        await using var host = Create(vendor);
        var options = new ChatOptions().WithParacle(new LlmCallContext { Tenant = TenantId.Default, AllowCaching = true });

        await host.AskAsync(options);
        (await host.AskAsync(options)).FindParacle()!.IsCached.ShouldBeTrue();
        (await host.AskAsync(new ChatOptions())).FindParacle().ShouldBeNull();

        vendor.Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    [InlineData("unheard_of")]
    public async Task Answer_NotWhole_IsNotStored(string finishReason)
    {
        var vendor = Vendor(new ChatFinishReason(finishReason));
        await using var host = Create(vendor);
        using var refusals = new MetricCollector<long>(host.Services.GetRequiredService<IMeterFactory>(), TelemetryNames.Providers, TelemetryNames.ResponseCacheRefusals);

        foreach (var isStreaming in new[] { true, false, true, false })
        {
            (await host.AskAsync(Zero, isStreaming)).FindParacle().ShouldBeNull();
        }

        vendor.Calls.ShouldBe(4);
        refusals.GetMeasurementSnapshot().Count.ShouldBe(4);
    }

    [Fact]
    public async Task Answer_CutOrFailed_IsNotStored()
    {
        var attempt = 0;
        var vendor = new ScriptedChatClient(_ => ++attempt switch
        {
            1 => Parts().Take(2),
            2 => throw new HttpRequestException("broken"),
            _ => Parts(),
        });
        await using var host = Create(vendor);

        await Should.ThrowAsync<ProviderException>(() => host.AskAsync(Zero, isStreaming: true));
        await Should.ThrowAsync<ProviderException>(() => host.AskAsync(Zero));
        (await host.AskAsync(Zero)).FindParacle().ShouldBeNull();
        (await host.AskAsync(Zero)).FindParacle()!.IsCached.ShouldBeTrue();
    }

    [Fact]
    public async Task Call_OfAnotherTenantOrWithAnotherText_IsMade()
    {
        var vendor = Vendor();
        await using var host = Create(vendor);

        await host.AskAsync(Zero);
        await host.AskAsync(Zero.WithParacle(new LlmCallContext { Tenant = new TenantId("acme") }));
        await host.AskAsync(Zero, prompt: "Hello!");

        vendor.Calls.ShouldBe(3);
    }

    [Fact]
    public async Task Call_NoTenantWhereThereAreSeveral_IsRefused()
    {
        var vendor = Vendor();
        await using var host = Create(vendor, builder => builder.Services.AddSingleton<ITenantResolver>(new ClaimsTenantResolver("tenant")));

        (await Should.ThrowAsync<InvalidInputException>(() => host.AskAsync(Zero))).Input.ShouldBe("tenant");
        vendor.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Answers_OfATag_AreRemovedWithIt()
    {
        var vendor = Vendor();
        await using var host = Create(vendor);
        var cache = host.Services.GetRequiredService<HybridCache>();
        var acme = new TenantId("acme");
        var options = Zero.WithParacle(new LlmCallContext { Tenant = acme, Agent = "greeter" });

        foreach (var tag in new[] { ResponseCacheTags.Model("model-1"), ResponseCacheTags.Agent(acme, "greeter"), ResponseCacheTags.Tenant(acme) })
        {
            await host.AskAsync(options);
            (await host.AskAsync(options)).FindParacle()!.IsCached.ShouldBeTrue();
            await cache.RemoveByTagAsync(tag, TestContext.Current.CancellationToken);
            await host.AskAsync(options);
            await cache.RemoveByTagAsync(ResponseCacheTags.Tenant(TenantId.Default), TestContext.Current.CancellationToken);
            (await host.AskAsync(options)).FindParacle()!.IsCached.ShouldBeTrue();
            await cache.RemoveByTagAsync(tag, TestContext.Current.CancellationToken);
        }

        vendor.Calls.ShouldBe(6);
    }

    [Fact]
    public async Task Answer_RemovedByTagDuringItsCall_DoesNotComeBack()
    {
        using var vendor = new HeldChatClient();
        await using var host = Create(vendor);
        var asking = host.AskAsync(Zero);
        var call = await vendor.NextCallAsync();

        await host.Services.GetRequiredService<HybridCache>().RemoveByTagAsync(ResponseCacheTags.Tenant(TenantId.Default), TestContext.Current.CancellationToken);
        call.Say("old");
        call.End();
        var again = asking;

        // Who asks before the store has refused the first answer shares it.
        await Waiting.UntilAsync(() =>
        {
            again = again.IsCompleted ? host.AskAsync(Zero) : again;
            return vendor.Calls == 2;
        });
        call = await vendor.NextCallAsync();
        call.Say("new");
        call.End();

        (await again).Text.ShouldBe("new");
    }

    [Fact]
    public async Task Answer_AfterItsLife_IsAskedForAgain()
    {
        var vendor = Vendor();
        var time = new FakeTimeProvider();
        await using var host = Create(vendor, time: time, cache: cache => cache.LocalLifetime = TimeSpan.FromDays(1));

        await host.AskAsync(Zero);
        time.Advance(TimeSpan.FromHours(23));
        (await host.AskAsync(Zero)).FindParacle()!.IsCached.ShouldBeTrue();
        time.Advance(TimeSpan.FromHours(1));
        (await host.AskAsync(Zero)).FindParacle().ShouldBeNull();

        vendor.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Calls_AThousandAlikeAtOnce_AreOneUpstreamAndAreStored()
    {
        using var vendor = new HeldChatClient();
        await using var host = Create(vendor);

        var asking = Enumerable.Range(0, 1_000).Select(at => host.AskAsync(Zero, isStreaming: at % 2 == 0)).ToList();
        var call = await vendor.NextCallAsync();
        call.Say("Good day");
        call.End();
        var answers = await Task.WhenAll(asking);

        answers.ShouldAllBe(answer => answer.Text == "Good day");
        (await host.AskAsync(Zero)).FindParacle()!.IsCached.ShouldBeTrue();
        vendor.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Calls_AThousandAlikeFromManyThreads_AreOneUpstream()
    {
        var vendor = Vendor();
        await using var host = Create(vendor, builder => builder.UseCoalescing());

        await Parallel.ForEachAsync(Enumerable.Range(0, 1_000), TestContext.Current.CancellationToken, async (at, _) => await host.AskAsync(Zero, isStreaming: at % 2 == 0));

        vendor.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Stream_Abandoned_StoresNothing()
    {
        using var vendor = new HeldChatClient();
        await using var host = Create(vendor);
        var stream = host.Client().GetStreamingResponseAsync("Hello", Zero, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var moving = stream.MoveNextAsync().AsTask();
        var call = await vendor.NextCallAsync();
        call.Say("Good");
        await moving;

        await stream.DisposeAsync();
        await call.Stopped.WaitAsync(WireHost.Patience, TestContext.Current.CancellationToken);

        var again = host.AskAsync(Zero);
        call = await vendor.NextCallAsync();
        call.Say("Good day");
        call.End();
        (await again).FindParacle().ShouldBeNull();
    }

    [Fact]
    public async Task Stream_AbandonedByItsFirstReader_FinishesForTheOthersAndIsStored()
    {
        using var vendor = new HeldChatClient();
        await using var host = Create(vendor);
        var stream = host.Client().GetStreamingResponseAsync("Hello", Zero, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var moving = stream.MoveNextAsync().AsTask();
        var call = await vendor.NextCallAsync();
        call.Say("Good");
        await moving;
        var other = host.AskAsync(Zero);

        await stream.DisposeAsync();
        call.Say(" day");
        call.End();

        (await other).Text.ShouldBe("Good day");
        (await host.AskAsync(Zero)).FindParacle()!.IsCached.ShouldBeTrue();
        vendor.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Telemetry_OfHitsMissesAndBypasses_IsTold()
    {
        await using var host = Create(Vendor(), builder => builder.UsePrices(prices => prices.Prices["only"] = new ModelPrice(1_000, 2_000)));
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        using var lookups = new MetricCollector<long>(meters, TelemetryNames.Providers, TelemetryNames.ResponseCacheLookups);
        using var saved = new MetricCollector<long>(meters, TelemetryNames.Providers, TelemetryNames.SavedTokens);
        using var savedCost = new MetricCollector<double>(meters, TelemetryNames.Providers, TelemetryNames.SavedCost);

        await host.AskAsync(Zero);
        await host.AskAsync(Zero);
        await host.AskAsync(Zero, isStreaming: true);
        await host.AskAsync(new ChatOptions());

        lookups.GetMeasurementSnapshot().Select(one => one.Tags[TelemetryNames.ResponseCacheOutcomeLabel]).ShouldBe(["miss", "hit", "hit", "bypass"]);
        saved.GetMeasurementSnapshot().EvaluateAsCounter().ShouldBe(30);
        savedCost.GetMeasurementSnapshot().Select(one => one.Value).ShouldBe([0.019, 0.019]);
        saved.GetMeasurementSnapshot().ShouldAllBe(one => "cache".Equals(one.Tags[TelemetryNames.SavedByLabel]));
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        using var host = new ServiceCollection().AddLogging().AddParacleProviders().AddParacleCache().BuildServiceProvider();

        Should.Throw<Microsoft.Extensions.Options.OptionsValidationException>(() => new ChatClientBuilder(Vendor()).UseResponseCache(cache => cache.Lifetime = TimeSpan.Zero));
        Should.Throw<ConfigurationException>(() => new ChatClientBuilder(Vendor()).UseResponseCache(cache => cache.CacheName = "missing").Build(host)).Message.ShouldContain("missing");
    }

    private static string Print(ChatResponseUpdate update) => string.Join('|', update.Role, update.Text, update.MessageId, update.ResponseId, update.ModelId, update.FinishReason, update.Contents.Count);
}
