using Microsoft.Extensions.AI;
using Paracle.Providers.Answers.Internal;

namespace Paracle.Providers.Tests.Answers;

public sealed class AnswerRulesTests
{
    [Theory]
    [InlineData("stop", null)]
    [InlineData("tool_calls", null)]
    [InlineData("length", "truncated")]
    [InlineData("content_filter", "filtered")]
    [InlineData("pause_turn", "unfinished")]
    [InlineData(null, "unfinished")]
    public void Answer_ByItsEnd_IsStoredOrNot(string? finishReason, string? refusal) =>
        Refusal(new ChatResponseUpdate(ChatRole.Assistant, "text") { FinishReason = finishReason is null ? null : new ChatFinishReason(finishReason) }).ShouldBe(refusal);

    [Fact]
    public void Answer_WithAnError_IsNotStored() => Refusal(Finished(new TextContent("text"), new ErrorContent("refused"))).ShouldBe("failed");

    [Fact]
    public void Answer_WithoutContent_IsNotStored() => Refusal(Finished(new TextContent(""))).ShouldBe("empty");

    [Fact]
    public void Answer_OfUnknownContent_IsNotStored()
    {
        Refusal(Finished(new AIContent())).ShouldBe("opaque");
        Refusal(Finished(new TextContent("text") { Annotations = [new CitationAnnotation()] })).ShouldBe("opaque");
        Refusal(Finished(new TextContent("text") { AdditionalProperties = new() { ["key"] = new object() } })).ShouldBe("opaque");
        Refusal(Finished(new FunctionCallContent("call", "add", new Dictionary<string, object?> { ["left"] = new object() }))).ShouldBe("opaque");
        Refusal(Finished(new FunctionCallContent("call", "add") { Exception = new FormatException() })).ShouldBe("opaque");
    }

    [Fact]
    public void Answer_ThatAConversationGoesOnFrom_IsNotStored()
    {
        var update = Finished(new TextContent("text"));
        update.ConversationId = "conversation";

        Refusal(update).ShouldBe("stateful");
    }

    [Fact]
    public void Answer_OfAnotherProviderThanTheFirst_IsNotStored()
    {
        var update = Finished(new TextContent("text"));
        update.SetParacle(new LlmAnswerContext { Provider = "second", IsFallback = true });

        Refusal(update).ShouldBe("fallback");
    }

    private static ChatResponseUpdate Finished(params AIContent[] contents) => new(ChatRole.Assistant, contents) { FinishReason = ChatFinishReason.Stop };

    private static string? Refusal(ChatResponseUpdate update) => AnswerRules.RefusalOf(Answer.Of([AnswerUpdate.Of(update, before: null)], "provider", model: null));
}
