using Microsoft.Extensions.AI;

namespace Paracle.Abstractions.Tests.Llm;

public sealed class ChatResponseExtensionsTests
{
    private static readonly LlmAnswerContext Context = new() { Provider = "main", IsCached = true, Saved = new TokenUsage(10, 5) };

    [Fact]
    public void FindParacle_Nothing_IsNull()
    {
        new ChatResponse().FindParacle().ShouldBeNull();
        new ChatResponseUpdate().FindParacle().ShouldBeNull();
    }

    [Fact]
    public void SetParacle_Response_IsFoundAndTheLastOneCounts()
    {
        var response = new ChatResponse { AdditionalProperties = new() { ["other"] = 1 } };
        response.SetParacle(new LlmAnswerContext());
        response.SetParacle(Context);
        response.FindParacle().ShouldBeSameAs(Context);
        response.AdditionalProperties["other"].ShouldBe(1);
    }

    [Fact]
    public void SetParacle_LastUpdate_IsFoundInTheWholeAnswer()
    {
        var last = new ChatResponseUpdate(ChatRole.Assistant, "there");
        last.SetParacle(Context);
        new[] { new ChatResponseUpdate(ChatRole.Assistant, "Hello "), last }.ToChatResponse().FindParacle().ShouldBeSameAs(Context);
    }
}
