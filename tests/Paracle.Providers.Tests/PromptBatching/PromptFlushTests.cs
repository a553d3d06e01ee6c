using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>When a batch goes out: each cause alone.</summary>
public sealed class PromptFlushTests : PromptBatchingTest
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly MetricCollector<long> _flushes;

    public PromptFlushTests() => _flushes = Collect("paracle.llm.prompt.flushes");

    private string[] Reasons => [.. _flushes.GetMeasurementSnapshot().Select(flush => (string)flush.Tags[TelemetryNames.FlushReasonLabel]!)];

    [Fact]
    public async Task IdleLane_OnePrompt_GoesOutAtOnceAndUnmodified()
    {
        using var client = Client();
        ChatMessage[] messages = [new(ChatRole.System, "You are terse."), new(ChatRole.User, "Hello")];
        var options = new ChatOptions { Temperature = 0 }.WithParacle(new LlmCallContext { Tenant = Tenant, AllowBatching = true });

        var answer = client.GetResponseAsync(messages, options);
        var call = await Model.NextAsync();
        var response = SentCall.Text("Hi");
        call.Answer(response);

        (await Within(answer)).ShouldBeSameAs(response);
        call.Sent.Messages.ShouldBe(messages, ReferenceEqualityComparer.Instance);
        call.Sent.Options.ShouldBeSameAs(options);
        Time.Timers.ShouldBe(0);
        Reasons.ShouldBe(["drained"]);
    }

    [Fact]
    public async Task IdleLane_OnePrompt_StaysInItsCallersTrace()
    {
        using var client = Client();
        Activity? seen = null;
        Model.Answer(call =>
        {
            seen = Activity.Current;
            return call.Answered();
        });
        using var activity = new Activity("caller").Start();
        await Within(AskAsync(client, "one"));

        seen.ShouldBeSameAs(activity);
    }

    [Fact]
    public async Task IdleLane_PromptsFarApart_EachGoesOutAtOnce()
    {
        using var client = Client();
        Model.Answer(call => call.Answered());
        for (var i = 0; i < 20; i++)
        {
            await Within(AskAsync(client, $"prompt {i}"));
            Time.Advance(TimeSpan.FromMilliseconds(21));
        }

        Model.Calls.Length.ShouldBe(20);
        Time.Timers.ShouldBe(0);
    }

    [Fact]
    public async Task BusyLane_PromptsThatCameMeanwhile_GoOutTogether()
    {
        using var sizes = Collect<int>(TelemetryNames.PromptPipeline + ".batch.size");
        using var waits = Collect<double>(TelemetryNames.PromptPipeline + ".wait");
        using var client = OneAtATime();
        var (call, answers) = await TogetherAsync(client, "one", "two", "three");

        call.Sent.IsBatch.ShouldBeTrue();
        call.Prompts.ShouldBe(["one", "two", "three"]);
        call.Answer();
        TextsOf(await Within(Task.WhenAll(answers))).ShouldBe(["answer to one", "answer to two", "answer to three"]);
        Time.Timers.ShouldBe(0);
        Reasons.ShouldBe(["drained", "drained"]);
        sizes.GetMeasurementSnapshot().Select(size => size.Value).ShouldBe([1, 3]);
        waits.GetMeasurementSnapshot().Count.ShouldBe(4);
    }

    [Fact]
    public async Task Count_Reached_FlushesBeforeTheWaitIsOver()
    {
        using var client = Client(options => (options.Policy, options.MaxBatchSize) = (PromptBatchingPolicy.CostFirst, 2));
        var answers = new[] { AskAsync(client, "one"), AskAsync(client, "two") };
        var call = await Model.NextAsync();

        call.Prompts.ShouldBe(["one", "two"]);
        call.Answer();
        await Within(Task.WhenAll(answers));
        Reasons.ShouldBe(["count"]);
    }

    [Fact]
    public async Task Tokens_Reached_FlushesBeforeTheWaitIsOver()
    {
        // 35 characters are 10 tokens at first.
        using var client = Client(options => (options.Policy, options.MaxBatchTokens, options.MaxConcurrentCalls) = (PromptBatchingPolicy.CostFirst, 20, 1));
        string[] prompts = [.. Enumerable.Range(0, 3).Select(i => new string((char)('a' + i), 35))];
        var answers = prompts.Select(prompt => AskAsync(client, prompt)).ToArray();

        var call = await Model.NextAsync();
        call.Prompts.ShouldBe(prompts[..2]);
        call.Answer();
        await Within(Task.WhenAll(answers[..2]));
        await Time.TimerAsync();
        Time.Advance(TimeSpan.FromMilliseconds(20));
        (await Model.NextAsync()).Prompts.ShouldBe(prompts[2..]);
        Reasons.ShouldBe(["weight", "linger"]);
    }

    [Fact]
    public async Task Tokens_AsReported_CalibrateTheEstimate()
    {
        // The provider counts a token a character: over three times what was assumed.
        using var client = OneAtATime(options => options.MaxBatchTokens = 100);
        for (var i = 0; i < 40; i++)
        {
            var single = AskAsync(client, new string('x', 300));
            var held = await Model.NextAsync();
            var response = held.Sent.Answered();
            response.Usage = new UsageDetails { InputTokenCount = 314 };
            held.Answer(response);
            await Within(single);
        }

        var opening = AskAsync(client, "opening");
        var first = await Model.NextAsync();
        var answers = Enumerable.Range(0, 2).Select(i => AskAsync(client, new string('y', 60))).ToArray();
        first.Answer();
        await Within(opening);

        (await Model.NextAsync()).Prompts.Length.ShouldBe(1);
        answers.ShouldAllBe(answer => !answer.IsCompleted);
    }

    [Fact]
    public async Task Deadline_ComesFirst_EndsTheWait()
    {
        using var client = Client(options => (options.Policy, options.MaxWait) = (PromptBatchingPolicy.CostFirst, TimeSpan.FromSeconds(10)));
        var first = AskAsync(client, "one");
        await Time.TimerAsync();
        var second = AskAsync(client, "two", new LlmCallContext { Tenant = Tenant, AllowBatching = true, Deadline = Time.GetUtcNow() + (5 * Millisecond) });
        await Time.TimerAsync();
        Time.Advance(4 * Millisecond);
        Model.Calls.ShouldBeEmpty();
        Time.Advance(Millisecond);

        var call = await Model.NextAsync();
        call.Prompts.ShouldBe(["one", "two"]);
        call.Answer();
        await Within(Task.WhenAll(first, second));
        Reasons.ShouldBe(["deadline"]);
    }

    [Fact]
    public async Task CostFirst_NoCompany_WaitsAsLongAsItMayAndGoesUnmodified()
    {
        using var client = Client(options => options.Policy = PromptBatchingPolicy.CostFirst);
        var answer = AskAsync(client, "one");
        await Time.TimerAsync();
        Time.Advance(19 * Millisecond);
        Model.Calls.ShouldBeEmpty();
        Time.Advance(Millisecond);

        var call = await Model.NextAsync();
        call.Sent.IsBatch.ShouldBeFalse();
        call.Answer();
        (await Within(answer)).Text.ShouldBe("answer to one");
        Reasons.ShouldBe(["linger"]);
    }

    [Fact]
    public async Task LatencyFirst_RunOfCloseArrivals_WaitsForCompany()
    {
        using var client = Client();
        Model.Answer(call => call.Answered());
        for (var i = 0; i < 4; i++)
        {
            await Within(AskAsync(client, $"run {i}"));
            Time.Advance(2 * Millisecond);
        }

        var made = Model.Calls.Length;
        made.ShouldBe(4);
        var answers = new[] { AskAsync(client, "one"), AskAsync(client, "two") };
        await Time.TimerAsync();
        Model.Calls.Length.ShouldBe(made);
        Time.Advance(20 * Millisecond);
        TextsOf(await Within(Task.WhenAll(answers))).ShouldBe(["answer to one", "answer to two"]);
        Model.Calls.Length.ShouldBe(made + 1);
        Reasons.ShouldBe(["drained", "drained", "drained", "drained", "linger"]);
    }
}
