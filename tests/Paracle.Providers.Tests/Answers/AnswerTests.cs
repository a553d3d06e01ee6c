using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Paracle.Providers.Answers.Internal;

namespace Paracle.Providers.Tests.Answers;

public sealed class AnswerTests
{
    private static readonly OnePrice Prices = new();

    [Fact]
    public void Response_FromTheStore_IsTheOriginalButForTheUsage()
    {
        var stored = Stored(Of(Sample()));

        var replayed = stored.ToResponse(AnswerSource.Store, Prices);

        replayed.FindParacle().ShouldBe(new LlmAnswerContext { Provider = "provider", Model = "model-1", SavedCost = 0.000015m, IsCached = true, Saved = new TokenUsage(11, 4) });
        TokenUsage.FromReported(replayed.Usage?.InputTokenCount, replayed.Usage?.OutputTokenCount).ShouldBe(TokenUsage.None);
        Print(WithoutUsage(replayed)).ShouldBe(Print(WithoutUsage(Sample())));
    }

    [Fact]
    public void Response_OfASharedCall_IsTheOriginalButForTheUsage()
    {
        var shared = Of(Sample()).ToResponse(AnswerSource.SharedCall, Prices);

        shared.FindParacle().ShouldBe(new LlmAnswerContext { Provider = "provider", Model = "model-1", SavedCost = 0.000015m, IsCoalesced = true, Saved = new TokenUsage(11, 4) });
        shared.Usage!.TotalTokenCount.ShouldBe(0);
        Print(WithoutUsage(shared)).ShouldBe(Print(WithoutUsage(Sample())));
    }

    [Fact]
    public void Response_GivenTwice_SharesNothingThatCanBeChanged()
    {
        var answer = Of(Sample());

        var first = answer.ToResponse(AnswerSource.Store, Prices);
        first.Messages[0].Contents.OfType<FunctionCallContent>().Single().InformationalOnly = true;
        first.Messages[0].Contents.OfType<FunctionCallContent>().Single().Arguments!["left"] = "changed";
        first.Messages[0].Contents.Clear();
        first.AdditionalProperties!["fingerprint"] = "changed";

        Print(WithoutUsage(answer.ToResponse(AnswerSource.Store, Prices))).ShouldBe(Print(WithoutUsage(Sample())));
    }

    [Fact]
    public void Updates_FromTheStore_KeepTheirBounds()
    {
        var updates = new[]
        {
            new ChatResponseUpdate(ChatRole.Assistant, "Good") { ResponseId = "r", MessageId = "m" },
            new ChatResponseUpdate(null, " day"),
            new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop },
        };

        var stored = Stored(Of(updates));

        stored.Updates.Select(update => Print(update.ToUpdate())).ShouldBe(updates.Select(Print));
    }

    [Fact]
    public void LastUpdate_OfAnAnswerWithoutUsage_TellsThatItCostNothing()
    {
        var answer = Of(new ChatResponseUpdate(ChatRole.Assistant, "hi") { FinishReason = ChatFinishReason.Stop });

        var last = answer.ToLastUpdate(AnswerSource.Store, Prices, isGiven: false);

        last.Contents.OfType<UsageContent>().Single().Details.TotalTokenCount.ShouldBe(0);
        last.FindParacle()!.Saved.ShouldBe(TokenUsage.Unknown);
    }

    [Theory]
    [InlineData("""{"Updates":[{"NewHead":{},"Parts":[{"$type":"System.Object"}]}],"Provider":"provider"}""")]
    [InlineData("""{"Updates":[{"Text":"no head"}],"Provider":"provider"}""")]
    [InlineData("""{"Updates":[],"Provider":"provider"}""")]
    [InlineData("{}")]
    public void Json_ThatIsNoAnswer_IsRefused(string json) => Should.Throw<JsonException>(() => Read(json));

    private static Answer Of(ChatResponse response) => response.ToAnswer("provider", "model-1");

    private static Answer Of(params ChatResponseUpdate[] updates)
    {
        List<AnswerUpdate> made = [];
        foreach (var update in updates)
        {
            made.Add(AnswerUpdate.Of(update, made.LastOrDefault()?.Head));
        }

        return Answer.Of([.. made], "provider", "model-1");
    }

    private static Answer Stored(Answer answer)
    {
        var bytes = new ArrayBufferWriter<byte>();
        new AnswerSerializer().Serialize(answer, bytes);
        return new AnswerSerializer().Deserialize(new ReadOnlySequence<byte>(bytes.WrittenMemory));
    }

    private static Answer Read(string json) => new AnswerSerializer().Deserialize(new ReadOnlySequence<byte>(System.Text.Encoding.UTF8.GetBytes(json)));

    private static ChatResponse Sample() => new(new ChatMessage(ChatRole.Assistant,
    [
        new TextReasoningContent("Add them.") { ProtectedData = "sealed" },
        new TextContent("I add \u2028 \"them\"") { AdditionalProperties = new() { ["index"] = 1 } },
        new FunctionCallContent("call", "add", new Dictionary<string, object?>
        {
            ["left"] = JsonElement.Parse("""{"value":2}"""), ["right"] = 3, ["long"] = 4L, ["real"] = 0.5, ["text"] = "t", ["flag"] = true, ["none"] = null,
        }),
        new DataContent(new byte[] { 1, 2, 3 }, "image/png") { Name = "picture" },
        new UriContent("https://example.com/a b", "image/png"),
    ])
    {
        MessageId = "message",
        AuthorName = "model",
    })
    {
        ResponseId = "response",
        ModelId = "model-1",
        CreatedAt = DateTimeOffset.UnixEpoch.AddYears(50),
        FinishReason = ChatFinishReason.ToolCalls,
        Usage = new UsageDetails { InputTokenCount = 11, OutputTokenCount = 4, TotalTokenCount = 15, CachedInputTokenCount = 3 },
        AdditionalProperties = new() { ["fingerprint"] = "fp" },
    };

    private static ChatResponse WithoutUsage(ChatResponse response)
    {
        response.Usage = null;
        response.AdditionalProperties = new(response.AdditionalProperties!.Where(property => property.Value is not LlmAnswerContext));
        return response;
    }

    private sealed class OnePrice : IPriceList
    {
        public ModelPrice? Find(string provider, string? model) => (provider, model) is ("provider", "model-1") ? new ModelPrice(1, 1) : null;
    }

    private static string Print<T>(T value) => JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions);
}
