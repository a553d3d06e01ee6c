using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Paracle.Simulation;
using Paracle.Testing;

namespace Paracle.Providers.Tests.Wire;

/// <summary>Prompt batching over every vendor's wire.</summary>
public abstract class PromptBatchingWireTests<TVendor>
    where TVendor : IWireVendor, new()
{
    // Stands still: batches are flushed by the tenth prompt, however slow the machine.
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task LonePrompt_IdleLane_IsTheSameBytesAsWithoutBatching()
    {
        await using var plain = await WireHost.StartAsync<TVendor>();
        await using var batching = await WireHost.StartAsync<TVendor>(configure: builder => builder.UsePromptBatching());

        var answers = await Task.WhenAll(AskAsync(plain.Client, "Hello"), AskAsync(batching.Client, "Hello"));

        answers[1].Text.ShouldBe(answers[0].Text);
        batching.Server.Requests.Single().Body.ToArray().ShouldBe(plain.Server.Requests.Single().Body.ToArray());
    }

    [Fact]
    public async Task TenPrompts_Together_AreOneRequestAndTenAnswers()
    {
        await using var wire = await StartAsync();
        wire.Server.Responder = request => Answered(request) with { Usage = new ModelUsage(1_003, 107) };

        var answers = await AskTenAsync(wire);

        answers.Select(answer => answer.Text).ShouldBe(Enumerable.Range(0, 10).Select(i => $"answer to prompt {i} \"}}]\u2028"));
        answers.Sum(answer => answer.Usage!.InputTokenCount).ShouldBe(1_003);
        answers.Sum(answer => answer.Usage!.OutputTokenCount).ShouldBe(107);
        answers.ShouldAllBe(answer => answer.FindParacle()!.IsBatched && answer.FindParacle()!.Provider == WireHost.Provider);
        var request = wire.Server.Requests.Single();
        request.Messages[0].Text.ShouldStartWith("You are terse.");
        request.AnswerSchema.ShouldNotBeNull().GetProperty("properties").TryGetProperty("answers", out _).ShouldBeTrue();
        request.Json.GetRawText().ShouldNotContain("paracle");
    }

    /// <summary>The goal is a quarter of the input, with ten prompts of 50 tokens behind a prefix of 1,000; the bytes on the wire stand for tokens.</summary>
    [Fact]
    public async Task TenPrompts_BehindALongPrefix_AreAQuarterOfTheInputAtMost()
    {
        await using var wire = await StartAsync();
        wire.Server.Responder = Answered;
        var prefix = string.Join(' ', Enumerable.Repeat("word", 1_000));
        var prompts = Enumerable.Range(0, 10).Select(i => string.Join(' ', Enumerable.Repeat($"p{i}", 50))).ToArray();
        foreach (var mayBatch in new[] { false, true })
        {
            await Task.WhenAll(prompts.Select(prompt => wire.Client.GetResponseAsync(
                [new(ChatRole.System, prefix), new(ChatRole.User, prompt)],
                new ChatOptions().WithParacle(new LlmCallContext { Tenant = TenantId.Default, AllowBatching = mayBatch }))));
        }

        wire.Server.Requests.Count.ShouldBe(11);
        var alone = wire.Server.Requests.Take(10).Sum(request => request.Body.Length);
        wire.Server.Requests[^1].Body.Length.ShouldBeLessThanOrEqualTo(alone / 4);
    }

    [Fact]
    public async Task Unavailable_BatchOfTen_IsNoMoreAttemptsThanThePolicySays()
    {
        await using var wire = await StartAsync(http =>
        {
            http.MaxAttempts = 4;
            http.AttemptTimeout = http.TotalTimeout = TimeSpan.FromHours(1);
        });
        wire.Server.Responder = _ => ModelReply.Status(503);

        var asking = Task.WhenAll(Enumerable.Range(0, 10).Select(i => Record.ExceptionAsync(() => AskAsync(wire.Client, $"prompt {i}")).AsTask()));
        await Waiting.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromMicroseconds(100)); // for the waits between attempts
            return asking.IsCompleted;
        });

        (await asking).ShouldAllBe(error => error is ProviderException && ((ProviderException)error).Status == 503);
        wire.Server.Counters.Current.Received.ShouldBe(4);
    }

    [Theory]
    [InlineData("rejected")]
    [InlineData("refused")]
    public async Task Batch_DeclinedAsAWhole_IsHalvedOnce(string how)
    {
        await using var wire = await StartAsync();
        wire.Server.Enqueue(how == "rejected" ? ModelReply.Status(400) : ModelReply.Refusal("I will not"));
        wire.Server.Responder = Answered;

        (await AskTenAsync(wire)).Select(answer => answer.Text).ShouldAllBe(text => text.StartsWith("answer to prompt"));
        wire.Server.Counters.Current.Received.ShouldBe(3);
    }

    [Fact]
    public async Task Batch_CutAtItsTokenLimit_IsAskedSingly()
    {
        await using var wire = await StartAsync();
        wire.Server.Enqueue(ModelReply.TextChunks("{\"answers\":[{\"nonce\":\"") with { Finish = ModelFinish.Length });
        wire.Server.Responder = Answered;

        (await AskTenAsync(wire)).Select(answer => answer.Text).ShouldAllBe(text => text.StartsWith("answer to prompt"));
        wire.Server.Counters.Current.Received.ShouldBe(11);
    }

    [Fact]
    public async Task Prompts_InErrorsLogsAndMetrics_AreNotFound()
    {
        using var ears = new Eavesdropper();
        await using var wire = await StartAsync(configure: options => options.MaxFallbackCalls = 0);
        wire.Server.Responder = _ => ModelReply.Text("nothing of use");

        var errors = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Record.ExceptionAsync(() => AskAsync(wire.Client, $"canary-{i}")).AsTask()));

        errors.ShouldAllBe(error => error is ProviderException && !error.ToString().Contains("canary"));
        wire.Host.Logs.ShouldAllBe(log => !log.ToString().Contains("canary"));
        ears.Heard.ShouldAllBe(heard => !heard.Contains("canary"));
        ears.Heard.ShouldContain(heard => heard.Contains(TelemetryNames.PromptFallbacks));
    }

    private Task<WireHost> StartAsync(Action<ProviderHttpOptions>? http = null, Action<PromptBatchingOptions>? configure = null) =>
        WireHost.StartAsync<TVendor>(http, builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
            builder.UsePromptBatching(options =>
            {
                (options.Policy, options.MaxBatchSize) = (PromptBatchingPolicy.CostFirst, 10);
                configure?.Invoke(options);
            });
        });

    private static Task<ChatResponse[]> AskTenAsync(WireHost wire) =>
        Task.WhenAll(Enumerable.Range(0, 10).Select(i => AskAsync(wire.Client, $"prompt {i} \"}}]\u2028")));

    private static Task<ChatResponse> AskAsync(IChatClient client, string prompt) => client.GetResponseAsync(
        [new(ChatRole.System, "You are terse."), new(ChatRole.User, prompt)],
        new ChatOptions { Temperature = 0, MaxOutputTokens = 100 }.WithParacle(new LlmCallContext { Tenant = TenantId.Default, AllowBatching = true }));

    private static AnswerReply Answered(ModelRequest request)
    {
        if (request.AnswerSchema is null)
        {
            return ModelReply.Text($"answer to {request.LastUserText}");
        }

        using var prompts = JsonDocument.Parse(request.LastUserText);
        var answers = prompts.RootElement.GetProperty("prompts").EnumerateArray().Select(prompt => new JsonObject
        {
            ["answer"] = $"answer to {prompt.GetProperty("prompt").GetString()}",
            ["nonce"] = prompt.GetProperty("nonce").GetString(),
        });
        return ModelReply.Text(new JsonObject { ["answers"] = new JsonArray([.. answers.Reverse()]) }.ToJsonString());
    }
}
