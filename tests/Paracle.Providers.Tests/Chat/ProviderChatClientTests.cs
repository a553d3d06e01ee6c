using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.Chat;

public sealed class ProviderChatClientTests
{
    private const string Canary = "canary-d41d";

    private static readonly LlmCallContext Context = new() { Tenant = new TenantId("acme") };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_NoTenantWhereThereAreSeveral_IsRefusedBeforeTheVendor(bool isStreaming)
    {
        var vendor = new ScriptedChatClient("answer");
        await using var host = Host(vendor, isSingleTenant: false);

        await Should.ThrowAsync<InvalidInputException>(() => AskAsync(host, options: null, isStreaming));
        vendor.Calls.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_NoTenantWhereThereIsOne_GoesThrough(bool isStreaming)
    {
        await using var host = Host(new ScriptedChatClient("answer"));

        (await AskAsync(host, options: null, isStreaming)).Text.ShouldBe("answer");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WithContext_ReachesTheVendorWithoutIt(bool isStreaming)
    {
        var vendor = new ScriptedChatClient("answer");
        await using var host = Host(vendor, isSingleTenant: false);

        await AskAsync(host, new ChatOptions { Temperature = 0.5f }.WithParacle(Context), isStreaming);

        vendor.LastOptions!.FindParacle().ShouldBeNull();
        vendor.LastOptions!.AdditionalProperties.ShouldBeNull();
        vendor.LastOptions!.Temperature.ShouldBe(0.5f);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_VendorThrows_IsAProviderErrorWithoutItsWords(bool isStreaming)
    {
        await using var host = Host(new ScriptedChatClient(_ => throw new FormatException(Canary, new InvalidOperationException(Canary))));

        var error = await Should.ThrowAsync<ProviderException>(() => AskAsync(host, options: null, isStreaming));

        error.Provider.ShouldBe("only");
        error.Message.ShouldContain("FormatException caused by InvalidOperationException");
        error.ToString().ShouldNotContain(Canary);
    }

    [Fact]
    public async Task Call_VendorThrowsWithAStatus_KeepsTheStatus()
    {
        await using var host = Host(new ScriptedChatClient(_ => throw new HttpRequestException(Canary, inner: null, System.Net.HttpStatusCode.TooManyRequests)));

        (await Should.ThrowAsync<ProviderException>(() => AskAsync(host, options: null, isStreaming: false))).Status.ShouldBe(429);
    }

    [Fact]
    public async Task Call_VendorRunsOutOfTime_IsAProviderErrorAndNoCancellation()
    {
        await using var host = Host(new ScriptedChatClient(_ => throw new TaskCanceledException(Canary, new TimeoutException())));

        await Should.ThrowAsync<ProviderException>(() => AskAsync(host, options: null, isStreaming: false));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_CallerCancels_StaysACancellation(bool isStreaming)
    {
        await using var host = Host(new ScriptedChatClient("answer"));

        await Should.ThrowAsync<OperationCanceledException>(() => AskAsync(host, options: null, isStreaming, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_CallerCancelsAndTheVendorThrowsAnother_IsACancellation(bool isStreaming)
    {
        using var leaving = new CancellationTokenSource();
        await using var host = Host(new ScriptedChatClient(_ =>
        {
            leaving.Cancel();
            throw new IOException(Canary);
        }));

        (await Should.ThrowAsync<OperationCanceledException>(() => AskAsync(host, options: null, isStreaming, leaving.Token))).CancellationToken.ShouldBe(leaving.Token);
    }

    [Fact]
    public async Task Stream_WithoutFinishReason_IsNeverComplete()
    {
        await using var host = Host(new ScriptedChatClient(_ => [new ChatResponseUpdate(ChatRole.Assistant, "half")]));
        List<string> texts = [];

        var error = await Should.ThrowAsync<ProviderException>(async () =>
        {
            await foreach (var update in host.Client().GetStreamingResponseAsync("Hello"))
            {
                texts.Add(update.Text);
            }
        });

        texts.ShouldBe(["half"]);
        error.Message.ShouldContain("incomplete");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Usage_Reported_IsToldAsSpentWithItsCost(bool isStreaming)
    {
        await using var host = Host(new ScriptedChatClient(_ =>
        [
            new ChatResponseUpdate(ChatRole.Assistant, "answer"),
            new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 100, OutputTokenCount = 50 })]) { FinishReason = ChatFinishReason.Stop },
        ]), prices: list => list.Add("only", "priced", 1, 2));
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        using var tokens = new MetricCollector<long>(meters, TelemetryNames.Providers, TelemetryNames.SpentTokens);
        using var cost = new MetricCollector<double>(meters, TelemetryNames.Providers, TelemetryNames.SpentCost);

        await AskAsync(host, new ChatOptions { ModelId = "priced" }, isStreaming);
        await AskAsync(host, new ChatOptions { ModelId = "unknown" }, isStreaming);

        tokens.GetMeasurementSnapshot().Select(one => (one.Tags[TelemetryNames.ProviderLabel], one.Tags[TelemetryNames.TokenTypeLabel], one.Value))
            .ShouldBe([("only", "input", 100L), ("only", "output", 50L), ("only", "input", 100L), ("only", "output", 50L)]);
        cost.GetMeasurementSnapshot().ShouldHaveSingleItem().Value.ShouldBe(0.0002);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Usage_Negative_IsUnknown(bool isStreaming)
    {
        await using var host = Host(new ScriptedChatClient(_ =>
        [
            new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = -1, OutputTokenCount = 4, TotalTokenCount = -1 })])
            {
                FinishReason = ChatFinishReason.Stop,
            },
        ]));

        var usage = (await AskAsync(host, options: null, isStreaming)).Usage.ShouldNotBeNull();

        usage.InputTokenCount.ShouldBeNull();
        usage.OutputTokenCount.ShouldBe(4);
        usage.TotalTokenCount.ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Telemetry_ContentAskedForByTheEnvironment_TellsTheCallAndNotItsContent(bool isStreaming)
    {
        using var eavesdropper = new Eavesdropper();
        await using var host = Host(new ScriptedChatClient(Canary + "-answer"));

        await (isStreaming
            ? host.Client().GetStreamingResponseAsync(Canary).ToChatResponseAsync()
            : host.Client().GetResponseAsync(Canary));

        eavesdropper.Heard.ShouldContain(line => line.StartsWith("Paracle.Providers chat"));
        eavesdropper.Heard.ShouldContain(line => line.StartsWith("Paracle.Providers gen_ai."));
        eavesdropper.Heard.ShouldNotContain(line => line.Contains(Canary));
    }

    private static ProviderHost Host(IChatClient vendor, bool isSingleTenant = true, Action<PriceListOptions>? prices = null) => new(builder =>
    {
        builder.Services.Configure(prices ?? (static _ => { }));
        if (!isSingleTenant)
        {
            builder.Services.AddSingleton<ITenantResolver>(new ClaimsTenantResolver("tenant"));
        }

        builder.AddProvider("only", _ => vendor);
    });

    private static Task<ChatResponse> AskAsync(ProviderHost host, ChatOptions? options, bool isStreaming, CancellationToken cancellationToken = default) => isStreaming
        ? host.Client().GetStreamingResponseAsync("Hello", options, cancellationToken).ToChatResponseAsync(CancellationToken.None)
        : host.Client().GetResponseAsync("Hello", options, cancellationToken);
}
