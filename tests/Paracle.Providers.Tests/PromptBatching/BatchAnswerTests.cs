using Microsoft.Extensions.AI;
using Paracle.Providers.PromptBatching.Internal;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>What a model may answer to a batch, and what of it counts.</summary>
public sealed class BatchAnswerTests : PromptBatchingTest
{
    private static readonly string[] Prompts = ["one", "two", "three"];

    public static TheoryData<string> Unusable =>
    [
        "", " ", "I cannot help with that.", "null", "[]", "42", "\"text\"", "{}",
        """{"answers":null}""", """{"answers":{}}""", """{"answers":[]}""", """{"answers":[1,null,"x",[]]}""",
        """{"answers":[{"nonce":"forged","answer":"mine"}]}""",
        """{"answers":[{"nonce":"NONCE0","answer":"one"},{"nonce":"NONCE1","answer":"tw""", // truncated
        """{"answers":[{"nonce":"NONCE0","answer":"one"}]} and that is all""",
        """{"answers":[{"nonce":"NONCE0","answer":"one"}],"answers":[]}""",
        """{"answers":[{"nonce":"NONCE0","answer":"one"}],"more":1}""",
        """{"answers":[{"nonce":"NONCE0","nonce":"NONCE1","answer":"one"}]}""",
        """{"answers":[{"nonce":"NONCE0","answer":"one","answer":"two"}]}""",
        "```json\n{\"answers\":[{\"nonce\":\"NONCE0\",\"answer\":\"one\"}]}\n```",
        """{"answers":[{"nonce":"NONCE0","answer":"\ud800"}]}""",
        """{"answers":[{"nonce":"\ud800","answer":"one"}]}""",
    ];

    [Fact]
    public void Read_Permuted_GivesEachPromptItsOwn() =>
        Read([("b", "second"), ("c", "third"), ("a", "first")]).ShouldBe(["first", "second", "third"]);

    [Fact]
    public void Read_Missing_LeavesThatPromptOut() => Read([("a", "first"), ("c", "third")]).ShouldBe(["first", null, "third"]);

    [Fact]
    public void Read_Duplicate_CountsNeither() => Read([("a", "first"), ("b", "second"), ("a", "first")]).ShouldBe([null, "second", null]);

    [Fact]
    public void Read_ThreeTimes_CountsNone() => Read([("a", "1"), ("a", "2"), ("a", "3")]).ShouldBe([null, null, null]);

    [Fact]
    public void Read_ExtraAndUnknownNonce_IgnoresThem() =>
        Read([("a", "first"), ("forged", "mine"), ("b", "second"), ("c", "third"), ("A", "mine")]).ShouldBe(["first", "second", "third"]);

    [Theory]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("true")]
    [InlineData("[\"first\"]")]
    [InlineData("{\"text\":\"first\"}")]
    public void Read_WrongType_LeavesThatPromptOut(string payload) =>
        Read($$"""{"answers":[{"nonce":"a","answer":{{payload}}},{"nonce":"b","answer":"second"},{"nonce":"c","answer":"third"}]}""")
            .ShouldBe([null, "second", "third"]);

    [Fact]
    public void Read_MembersBesideTheTwo_LeavesThatPromptOut() =>
        Read("""{"answers":[{"nonce":"a","answer":"first","note":1},{"answer":"second"},{"nonce":"b"},{"nonce":"c","answer":"third"}]}""")
            .ShouldBe([null, null, "third"]);

    [Fact]
    public void Read_EmptyText_IsAnAnswer() => Read([("a", ""), ("b", "second"), ("c", "third")]).ShouldBe(["", "second", "third"]);

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Answer_Unusable_EachPromptIsAskedAloneAndNoOneGetsAnothers(string text)
    {
        using var client = OneAtATime();
        var (call, answers) = await TogetherAsync(client, Prompts);
        Model.Answer(single => single.Answered());
        for (var i = 0; i < Prompts.Length; i++)
        {
            text = text.Replace($"NONCE{i}", call.Sent.Prompts[i].Nonce, StringComparison.Ordinal);
        }

        call.Answer(SentCall.Text(text));

        TextsOf(await Within(Task.WhenAll(answers))).ShouldBe(["answer to one", "answer to two", "answer to three"]);
        Model.Calls.Skip(2).ShouldAllBe(single => !single.IsBatch);
        Model.Calls.Length.ShouldBe(2 + Prompts.Length);
    }

    [Fact]
    public async Task Answer_MissingAndWrong_OnlyThoseAreAskedAlone()
    {
        using var client = OneAtATime();
        var (call, answers) = await TogetherAsync(client, Prompts);
        Model.Answer(single => single.Answered(prompt => $"single {prompt}"));
        call.Answer(SentCall.Text(SentCall.Json([(call.Sent.Prompts[2].Nonce, "third"), ("forged", "mine"), (call.Sent.Prompts[0].Nonce, "first")])));

        TextsOf(await Within(Task.WhenAll(answers))).ShouldBe(["first", "single two", "third"]);
        Model.Calls.Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("content_filter", "")]
    [InlineData("refusal", "I will not.")]
    public void IsRefusal_ByFinishReason_IsSeen(string reason, string text)
    {
        var response = SentCall.Text(text);
        response.FinishReason = new ChatFinishReason(reason);
        BatchAnswer.IsRefusal(response).ShouldBeTrue();
    }

    [Fact]
    public void IsRefusal_ByErrorContent_IsSeen()
    {
        BatchAnswer.IsRefusal(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new ErrorContent("no") { ErrorCode = "Refusal" }]))).ShouldBeTrue();
        BatchAnswer.IsRefusal(SentCall.Text("yes")).ShouldBeFalse();
    }

    private static string?[] Read(IEnumerable<(string Nonce, string Answer)> answers) => Read(SentCall.Json(answers));

    private static string?[] Read(string text) =>
        BatchAnswer.Read(text, new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 0, ["b"] = 1, ["c"] = 2 }, new AnswerSchema(payload: null, description: null));
}
