using Microsoft.Extensions.AI;
using Paracle.Providers.PromptBatching.Internal;

namespace Paracle.Providers.Tests.PromptBatching;

public sealed class PromptUsageTests : PromptBatchingTest
{
    [Fact]
    public void Split_AnyUsage_AddsUpToTheWhole()
    {
        var random = new Random(7);
        for (var round = 0; round < 1_000; round++)
        {
            var count = random.Next(1, 21);
            var whole = new UsageDetails
            {
                InputTokenCount = random.NextInt64(0, round % 10 == 0 ? long.MaxValue : 5_000),
                OutputTokenCount = random.Next(5_000),
                CachedInputTokenCount = random.Next(5_000),
                ReasoningTokenCount = random.Next(5_000),
            };
            long[] prompts = [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(500))];
            long[] answers = [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(500))];

            var shares = UsageShares.Split(whole, random.Next(5_000), prompts, answers);

            shares.Sum(share => share!.InputTokenCount).ShouldBe(whole.InputTokenCount);
            shares.Sum(share => share!.OutputTokenCount).ShouldBe(whole.OutputTokenCount);
            shares.Sum(share => share!.CachedInputTokenCount).ShouldBe(whole.CachedInputTokenCount);
            shares.Sum(share => share!.ReasoningTokenCount).ShouldBe(whole.ReasoningTokenCount);
            shares.ShouldAllBe(share => share!.InputTokenCount >= 0 && share.OutputTokenCount >= 0);
        }
    }

    [Fact]
    public void Split_LongerPromptsAndAnswers_CostMore()
    {
        var shares = UsageShares.Split(new UsageDetails { InputTokenCount = 400, OutputTokenCount = 100 }, 0, [100, 300], [0, 1_000]);
        shares[1]!.InputTokenCount!.Value.ShouldBeInRange(290, 310);
        shares[1]!.OutputTokenCount!.Value.ShouldBeGreaterThan(95);
    }

    [Fact]
    public void Split_Unknown_StaysUnknown()
    {
        UsageShares.Split(whole: null, 10, [1, 2], [1, 2]).ShouldBe([null, null]);
        UsageShares.Split(new UsageDetails { OutputTokenCount = 4 }, 10, [1, 2], [1, 2])[0]!.InputTokenCount.ShouldBeNull();
    }

    [Fact]
    public async Task Batch_WithUsage_IsSplitMarkedAndSaysWhatItSaved()
    {
        using var saved = Collect(TelemetryNames.SavedTokens);
        using var savedCost = Collect<double>(TelemetryNames.SavedCost);
        using var client = OneAtATime(prices: new OnePrice());
        var options = new ChatOptions { ModelId = "m", Instructions = new string('p', 4_000) };
        var opening = AskAsync(client, "opening", options: options);
        var held = await Model.NextAsync();
        var answers = Enumerable.Range(0, 10).Select(i => AskAsync(client, $"prompt {i}", options: options)).ToArray();
        held.Answer();
        await Within(opening);
        var call = await Model.NextAsync();
        var response = call.Sent.Answered();
        response.Usage = new UsageDetails { InputTokenCount = 1_300, OutputTokenCount = 200, TotalTokenCount = 1_500 };
        response.ModelId = "m";
        response.ResponseId = "of the batch";
        call.Answer(response);
        var got = await Within(Task.WhenAll(answers));

        got.Sum(answer => answer.Usage!.InputTokenCount).ShouldBe(1_300);
        got.Sum(answer => answer.Usage!.OutputTokenCount).ShouldBe(200);
        got.Sum(answer => answer.Usage!.TotalTokenCount).ShouldBe(1_500);
        foreach (var answer in got)
        {
            var context = answer.FindParacle().ShouldNotBeNull();
            (context.IsBatched, context.IsUsageEstimated, context.Provider).ShouldBe((true, true, "stub"));
            context.Saved.InputTokens!.Value.ShouldBeInRange(700, 1_100);
            context.SavedCost.ShouldBe(context.Saved.InputTokens * 2m / 1_000_000);
            (answer.ModelId, answer.ResponseId, answer.FinishReason).ShouldBe(("m", null, ChatFinishReason.Stop));
        }

        saved.GetMeasurementSnapshot().Sum(measurement => measurement.Value).ShouldBe(got.Sum(answer => answer.FindParacle()!.Saved.InputTokens!.Value));
        saved.GetMeasurementSnapshot().ShouldAllBe(measurement => "batching".Equals(measurement.Tags[TelemetryNames.SavedByLabel]));
        savedCost.GetMeasurementSnapshot().Sum(measurement => measurement.Value).ShouldBe((double)got.Sum(answer => answer.FindParacle()!.SavedCost!.Value), 1e-9);
    }

    [Fact]
    public async Task Batch_WithoutUsage_LeavesItUnknown()
    {
        using var client = OneAtATime();
        var (call, answers) = await TogetherAsync(client, "one", "two");
        call.Answer();
        foreach (var answer in await Within(Task.WhenAll(answers)))
        {
            answer.Usage.ShouldBeNull();
            answer.FindParacle().ShouldBe(new LlmAnswerContext { Provider = "stub", IsBatched = true });
        }
    }

    [Fact]
    public async Task Prompt_AskedAgainAlone_CarriesItsShareOfTheBatchToo()
    {
        using var client = OneAtATime();
        var (call, answers) = await TogetherAsync(client, "one", "two");
        var response = SentCall.Text("no");
        response.Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 10 };
        Model.Answer(sent =>
        {
            var own = sent.Answered();
            own.Usage = new UsageDetails { InputTokenCount = 30, OutputTokenCount = 5 };
            return own;
        });
        call.Answer(response);
        var got = await Within(Task.WhenAll(answers));

        got.Sum(answer => answer.Usage!.InputTokenCount).ShouldBe(160);
        got.Sum(answer => answer.Usage!.OutputTokenCount).ShouldBe(20);
        got.ShouldAllBe(answer => answer.FindParacle()!.IsUsageEstimated && !answer.FindParacle()!.IsBatched);
    }

    private sealed class OnePrice : IPriceList
    {
        public ModelPrice? Find(string provider, string? model) => (provider, model) == ("stub", "m") ? new ModelPrice(2, 4) : null;
    }
}
