using System.Text.Json;
using Microsoft.Extensions.AI;
using Paracle.Providers.Identity.Internal;

namespace Paracle.Providers.Tests.Identity;

/// <summary>A request with something in every place, and its identity.</summary>
internal static class IdentitySample
{
    public static ChatOptions Options() => new()
    {
        Instructions = "Be brief.",
        Temperature = 0,
        MaxOutputTokens = 100,
        TopP = 0.5f,
        TopK = 10,
        FrequencyPenalty = 0.1f,
        PresencePenalty = 0.2f,
        Seed = 7,
        Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low, Output = ReasoningOutput.None },
        ResponseFormat = ChatResponseFormat.ForJsonSchema(Json("""{"type":"object"}"""), "answer", "An answer."),
        ModelId = "model",
        StopSequences = ["end"],
        AllowMultipleToolCalls = true,
        ToolMode = ChatToolMode.Auto,
        Tools = [AIFunctionFactory.CreateDeclaration("add", "Adds.", Json("""{"type":"object","properties":{"left":{}}}"""), Json("""{"type":"integer"}"""))],
        AdditionalProperties = new() { ["extra"] = "value" },
    };

    public static List<ChatMessage> Messages() =>
    [
        new(ChatRole.System, "You add numbers."),
        new(ChatRole.User, [new TextContent("What is 2 + 3?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]) { AuthorName = "ada" },
        new(ChatRole.Assistant, [new FunctionCallContent("call-1", "add", new Dictionary<string, object?> { ["left"] = Json("2"), ["right"] = 3 })]),
        new(ChatRole.Tool, [new FunctionResultContent("call-1", "5")]),
    ];

    public static JsonElement Json(string json) => JsonElement.Parse(json);

    public static RequestIdentity? Find(IReadOnlyList<ChatMessage> messages, ChatOptions? options, string tenant = "acme", string provider = "provider", IChatClient? client = null)
    {
        using var scripted = new ScriptedChatClient("answer");
        var found = new RequestIdentities(provider, client ?? scripted).TryFind(new TenantId(tenant), messages, options, out var identity);
        return found ? identity : null;
    }

    public static RequestIdentity? Find(ChatMessage message) => Find([message], Options());

    public static RequestIdentity? Find(AIContent content) => Find(new ChatMessage(ChatRole.User, [content]));
}
