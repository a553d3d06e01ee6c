using Microsoft.Extensions.AI;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Simulation;

namespace Paracle.Providers.Tests.Wire;

/// <summary>Keys, prompts and answers, driven through every way a call can end and looked for in all that is told about it.</summary>
public abstract class SecretWireTests<TVendor>
    where TVendor : IWireVendor, new()
{
    private const string Key = "canary-key-5f1d";
    private const string Prompt = "canary-prompt-77a2";
    private const string Answer = "canary-answer-c03e";

    private static readonly IReadOnlyList<ModelReply> Replies =
    [
        ModelReply.Status(302, $"{Prompt} {Key}") with { Headers = Header("Location", $"https://models.example/{Prompt}?key={Key}") },
        ModelReply.Status(429, $"{Prompt} {Key}") with { Headers = Header("Retry-After", $"{Key} {Prompt}") },
        ModelReply.Text(Answer) with { Headers = Header("x-ratelimit-remaining-tokens", $"{Key} {Prompt}") },
        ModelReply.Text(Answer),
        ModelReply.Status(400, $"{Prompt} is no prompt for {Key}"),
        ModelReply.Status(401, $"Incorrect API key: {Key}"),
        ModelReply.Raw($$$"""{"error":{"code":"{{{Key}}}","type":"{{{Prompt}}}"}}""", statusCode: 422),
        ModelReply.Status(503, $"{Prompt} {Key}"),
        ModelReply.Raw($"<html>{Prompt} {Key} {Answer}</html>", "text/html"),
        ModelReply.Raw($$"""{"{{Answer}}":"{{Prompt}}"}"""),
        ModelReply.Raw($"data: {{\"{Answer}\n\n", "text/event-stream"),
        ModelReply.Raw($"event: error\ndata: {{\"type\":\"error\",\"error\":{{\"type\":\"{Prompt}\",\"message\":\"{Key} {Answer}\"}}}}\n\n", "text/event-stream"),
        ModelReply.Dropped(),
        ModelReply.TextChunks([.. Enumerable.Repeat($"{Answer} and ", 5_000)]),
        ModelReply.TextChunks(string.Join(' ', Enumerable.Repeat(Answer, 2_000))),
        ModelReply.Refusal(Answer),
        ModelReply.CallTool("tool", $$"""{"name":"{{Prompt}} {{Key}} {{Answer}}"}"""),
        ModelReply.CallTool("tool", $$"""{"name":"{{Prompt}} {{Key}} {{Answer}}"""),
        ModelReply.Text(Answer) with { FirstTokenDelay = WireHost.Patience },
        ModelReply.Text($"{Answer} and {Answer}") with { Fault = StreamFault.StallAfter(1) },
        ModelReply.Text($"{Answer} and {Answer}") with { Fault = StreamFault.PingAfter(1) },
        ModelReply.Text($"{Answer} and {Answer}") with { Fault = StreamFault.CutAfter(1) },
        ModelReply.Text($"{Answer} and {Answer}") with { Fault = StreamFault.EndAfter(1) },
        ModelReply.Text($"{Answer} and {Answer}") with { Fault = StreamFault.MalformedAfter(1) },
        ModelReply.Text($"{Answer} and {Answer}") with { Fault = StreamFault.ErrorAfter(1) },
    ];

    private static readonly IReadOnlyList<(string BaseUrl, Action<ProviderHttpOptions> Http)> Refusals =
    [
        ("http://127.0.0.1:1", _ => { }),
        ("https://127.0.0.1:1", _ => { }),
        ("https://10.0.0.7", _ => { }),
        ("https://169.254.169.254", http => http.AllowPrivateNetworks = true),
        ("https://name.invalid", http => http.ConnectTimeout = TimeSpan.FromSeconds(1)),
        ("http://127.0.0.1:1", http => http.ApiKeyProvider = _ => throw new InvalidOperationException(Key)),
        ("http://127.0.0.1:1", http => http.ApiKeyProvider = _ => ValueTask.FromResult(Key + "\n")),
        ("http://127.0.0.1:1", http => (http.BreakerMinimumAttempts, http.MaxAttempts) = (2, 5)),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_HoweverItEnds_TellsNeitherKeyNorPromptNorAnswer(bool isStreaming)
    {
        using var eavesdropper = new Eavesdropper();
        await using var wire = await StartAsync(_ => { });

        var told = await TellAsync(wire, isStreaming, static error => error is null or ProviderException);

        told.AddRange(eavesdropper.Heard);
        told.ShouldContain(line => line.Contains("gen_ai.client.operation.duration"));
        told.ShouldContain(line => line.StartsWith("Polly"));
        told.ShouldContain(line => line.StartsWith("System.Net.Http"));
        wire.Server.Requests.ShouldContain(request => request.Json.GetRawText().Contains(Prompt));
        ShouldHoldNone(told);
    }

    [Theory]
    [InlineData(false, 100_000_000)]
    [InlineData(true, 100_000_000)]
    [InlineData(true, 10)]
    public async Task Call_ThroughTheWholeLayer_TellsNeitherKeyNorPromptNorAnswer(bool isStreaming, int budget)
    {
        using var eavesdropper = new Eavesdropper();
        await using var wire = await StartAsync(builder => builder
            .UseRedaction(options => (options.Redactor, options.Observe) = (new ErasingRedactor(), chat => chat.UseLogging()))
            .UseResponseCache()
            .UseCoalescing()
            .UseBudgets(options => options.Tenant = new DailyBudget { Tokens = budget })
            .UsePromptBatching(options => options.Policy = PromptBatchingPolicy.CostFirst)
            .UseTokenRateLimit()
            .AddFallback("route", route => route.Add(WireHost.Provider).Add("away"))
            .ConfigureProviders(providers => providers.Default = "route"));

        var told = await TellAsync(wire, isStreaming, static error => error is null or ProviderException or LimitExceededException);

        told.AddRange(eavesdropper.Heard);
        told.ShouldContain(line => line.Contains("paracle.llm."));
        told.ShouldContain(line => line.StartsWith("Microsoft.Extensions.AI.LoggingChatClient"));
        ShouldHoldNone(told);
    }

    [Fact]
    public async Task Transport_HoweverItRefuses_TellsNeitherKeyNorPrompt()
    {
        using var eavesdropper = new Eavesdropper();
        List<string> told = [];
        foreach (var (url, http) in Refusals)
        {
            await using var host = new ProviderHost(builder => new TVendor().Add(builder, WireHost.Provider, new Uri(url), Key, options =>
            {
                options.RetryDelay = TimeSpan.FromMilliseconds(1);
                http(options);
            }));
            told.Add((await Should.ThrowAsync<ProviderException>(() => host.Client().GetResponseAsync(Prompt).WaitAsync(WireHost.Patience))).ToString());
            told.AddRange(Logged(host));
        }

        told.AddRange(eavesdropper.Heard);
        foreach (var secret in new[] { Key, Prompt })
        {
            told.Where(line => line.Contains(secret)).ShouldBeEmpty();
        }
    }

    private static async Task<WireHost> StartAsync(Action<IParacleBuilder> configure) => await WireHost.StartAsync<TVendor>(
        http =>
        {
            http.AttemptTimeout = http.IdleTimeout = TimeSpan.FromMilliseconds(500);
            http.TokenTimeout = TimeSpan.FromMilliseconds(300);
            http.MaxLineBytes = 20_000;
            http.MaxBodyBytes = 60_000;
        },
        builder =>
        {
            builder.Services.AddSingleton<IBudgetLedger>(new InMemoryBudgetLedger(TimeProvider.System));
            builder.Services.AddInMemoryCoordination().AddParacleCache();
            new TVendor().Add(builder, "away", new Uri("http://127.0.0.1:1"), Key, http => http.MaxAttempts = 1);
            builder.ConfigureProviders(providers => providers.Default = WireHost.Provider);
            configure(builder);
        },
        Key);

    private static async Task<List<string>> TellAsync(WireHost wire, bool isStreaming, Predicate<Exception?> isSafe)
    {
        List<string> told = [];
        foreach (var (number, reply) in Replies.Index())
        {
            wire.Server.Responder = _ => reply;

            // Two at a time, so that they may go together, and each with a prompt of its own, so that none is answered from the cache.
            var errors = await Task.WhenAll(new[] { "one", "other" }.Select(word => Record.ExceptionAsync(() => AskAsync($"{Prompt} {number} {word}")).AsTask()));
            foreach (var error in errors)
            {
                isSafe(error).ShouldBeTrue(error?.ToString());
                told.Add(error?.ToString() ?? "");
            }
        }

        told.AddRange(Logged(wire.Host));
        return told;

        Task AskAsync(string prompt)
        {
            var options = new ChatOptions { Temperature = 0 }.WithParacle(new LlmCallContext { Tenant = TenantId.Default, AllowBatching = true });
            return isStreaming
                ? wire.Client.GetStreamingResponseAsync(prompt, options).ToChatResponseAsync()
                : wire.Client.GetResponseAsync(prompt, options);
        }
    }

    private static IEnumerable<string> Logged(ProviderHost host) => host.Logs.Select(log =>
        $"{log.Category} {log.Message} {log.Exception} {string.Join(' ', log.StructuredState ?? [])} {string.Join(' ', log.Scopes)}");

    private static void ShouldHoldNone(IReadOnlyCollection<string> told)
    {
        foreach (var secret in new[] { Key, Prompt, Answer })
        {
            told.Where(line => line.Contains(secret)).ShouldBeEmpty();
        }
    }

    private static Dictionary<string, string> Header(string name, string value) => new(StringComparer.OrdinalIgnoreCase) { [name] = value };
}
