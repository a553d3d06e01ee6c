using System.Net;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>What happens to prompts that their batch did not answer.</summary>
public sealed class PromptFallbackTests : PromptBatchingTest
{
    private static readonly string[] Ten = [.. Enumerable.Range(0, 10).Select(i => $"prompt {i}")];

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(401)]
    [InlineData(null)]
    public async Task Provider_Fails_EachGetsThatErrorAndNothingIsSentAgain(int? status)
    {
        using var client = OneAtATime();
        var (call, answers) = await TogetherAsync(client, Ten);
        var error = new ProviderException("It failed.") { Status = status };
        call.Fail(error);

        foreach (var answer in answers)
        {
            (await Should.ThrowAsync<ProviderException>(() => Within(answer))).ShouldBeSameAs(error);
        }

        Model.Calls.Length.ShouldBe(2);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task Batch_RejectedForOnePrompt_IsHalvedOnceAndOnlyThatPromptFails(int status)
    {
        using var client = OneAtATime();
        var (call, answers) = await TogetherAsync(client, Ten);
        var error = new ProviderException("It was rejected.") { Status = status };
        Model.Respond = (sent, _) => sent.Prompts.Any(prompt => prompt.Prompt == "prompt 3") ? Task.FromException<ChatResponse>(error) : Task.FromResult(sent.Answered());
        call.Fail(error);

        for (var i = 0; i < answers.Length; i++)
        {
            if (i == 3)
            {
                (await Should.ThrowAsync<ProviderException>(() => Within(answers[i]))).ShouldBeSameAs(error);
            }
            else
            {
                (await Within(answers[i])).Text.ShouldBe($"answer to prompt {i}");
            }
        }

        // The opening one, ten together, two halves of five, five alone.
        Model.Calls.Select(sent => sent.Prompts.Count).Order().ShouldBe([1, 1, 1, 1, 1, 1, 5, 5, 10]);
    }

    [Fact]
    public async Task Batch_RejectedByAPlainClient_IsHalvedToo()
    {
        using var client = OneAtATime();
        var (call, answers) = await TogetherAsync(client, Ten);
        Model.Answer(sent => sent.Answered());
        call.Fail(new HttpRequestException("rejected", inner: null, HttpStatusCode.BadRequest));

        await Within(Task.WhenAll(answers));
        Model.Calls.Select(sent => sent.Prompts.Count).ShouldBe([1, 10, 5, 5], ignoreOrder: true);
    }

    [Fact]
    public async Task Batch_Refused_IsHalvedOnceThenAskedSingly()
    {
        using var client = OneAtATime();
        var (call, answers) = await TogetherAsync(client, Ten);
        Model.Answer(sent => sent.IsBatch ? Refusal() : sent.Answered());
        call.Answer(Refusal());

        TextsOf(await Within(Task.WhenAll(answers))).ShouldBe(Ten.Select(SentCall.AnswerTo));
        Model.Calls.Select(sent => sent.Prompts.Count).Order().ShouldBe([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 5, 10]);
    }

    [Fact]
    public async Task Batch_OfTwoRefused_BothGoAloneAndTheRefusalIsTheirs()
    {
        using var client = OneAtATime();
        var (call, answers) = await TogetherAsync(client, "one", "two");
        Model.Answer(sent => sent.Prompts[0].Prompt == "one" ? Refusal() : sent.Answered());
        call.Answer(Refusal());

        (await Within(answers[0])).FinishReason.ShouldBe(ChatFinishReason.ContentFilter);
        (await Within(answers[1])).Text.ShouldBe("answer to two");
        Model.Calls.Length.ShouldBe(4);
    }

    [Fact]
    public async Task Single_AfterABatch_FailsForItsOwnPromptAlone()
    {
        using var client = OneAtATime();
        var (call, answers) = await TogetherAsync(client, "one", "two", "three");
        Model.Respond = (sent, _) => sent.Prompts[0].Prompt == "two"
            ? Task.FromException<ChatResponse>(new ProviderException("It failed.") { Status = 500 })
            : Task.FromResult(sent.Answered());
        call.Answer(SentCall.Text("no"));

        (await Within(answers[0])).Text.ShouldBe("answer to one");
        (await Should.ThrowAsync<ProviderException>(() => Within(answers[1]))).Status.ShouldBe(500);
        (await Within(answers[2])).Text.ShouldBe("answer to three");
        Model.Calls.Length.ShouldBe(5);
    }

    [Fact]
    public async Task Singles_BeyondTheBudget_FailWithTheSettingToRaise()
    {
        using var client = OneAtATime(options => options.MaxFallbackCalls = 2);
        var (call, answers) = await TogetherAsync(client, "one", "two", "three");
        Model.Answer(sent => sent.Answered());
        call.Answer(SentCall.Text("no"));

        TextsOf(await Within(Task.WhenAll(answers[..2]))).ShouldBe(["answer to one", "answer to two"]);
        var error = await Should.ThrowAsync<ProviderException>(() => Within(answers[2]));
        error.Message.ShouldContain(nameof(PromptBatchingOptions.MaxFallbackCalls));
        error.Message.ShouldNotContain("three");
        error.Provider.ShouldBe("stub");
        Model.Calls.Length.ShouldBe(4);
    }

    [Fact]
    public async Task Single_AfterTheDeadline_IsNotMade()
    {
        using var client = OneAtATime();
        var opening = AskAsync(client, "opening");
        var first = await Model.NextAsync();
        var late = AskAsync(client, "one", new LlmCallContext { Tenant = Tenant, AllowBatching = true, Deadline = Time.GetUtcNow().AddSeconds(1) });
        var other = AskAsync(client, "two");
        first.Answer();
        await Within(opening);
        var call = await Model.NextAsync();
        Model.Answer(sent => sent.Answered());
        Time.Advance(TimeSpan.FromSeconds(1));
        call.Answer(SentCall.Text("no"));

        (await Should.ThrowAsync<LimitExceededException>(() => Within(late))).Code.ShouldBe(ErrorCodes.TimeLimit);
        (await Within(other)).Text.ShouldBe("answer to two");
    }

    [Fact]
    public async Task Lane_ThatFallsBackTooOften_StopsBatchingForAWhile()
    {
        using var pauses = Collect(TelemetryNames.PromptPauses);
        using var client = OneAtATime(options => options.FallbackPause = TimeSpan.FromMinutes(1));
        var (bad, answers) = await TogetherAsync(client, Ten);
        for (var i = 0; i < Ten.Length; i++)
        {
            if (i == 0)
            {
                bad.Answer(SentCall.Text("no"));
            }

            (await Model.NextAsync()).Answer();
        }

        await Within(Task.WhenAll(answers));
        pauses.LastMeasurement!.Value.ShouldBe(1);

        var paused = new[] { AskAsync(client, "one"), AskAsync(client, "two") };
        HeldCall[] alone = [await Model.NextAsync(), await Model.NextAsync()];
        alone.ShouldAllBe(call => !call.Sent.IsBatch);
        Array.ForEach(alone, call => call.Answer());
        await Within(Task.WhenAll(paused));

        Time.Advance(TimeSpan.FromMinutes(1));
        var (good, again) = await TogetherAsync(client, "one", "two");
        good.Sent.IsBatch.ShouldBeTrue();
        good.Answer();
        await Within(Task.WhenAll(again));
    }

    [Fact]
    public async Task Lane_ThatFallsBackNowAndThen_GoesOn()
    {
        using var client = OneAtATime();
        for (var round = 0; round < 10; round++)
        {
            var (call, answers) = await TogetherAsync(client, Ten);
            call.Sent.IsBatch.ShouldBeTrue();
            call.Answer(SentCall.Text(SentCall.Json(call.Sent.Prompts.Skip(1).Select(prompt => (prompt.Nonce, "yes")))));
            (await Model.NextAsync()).Answer();
            await Within(Task.WhenAll(answers));
        }
    }

    private static ChatResponse Refusal()
    {
        var response = SentCall.Text("");
        response.FinishReason = ChatFinishReason.ContentFilter;
        return response;
    }
}
