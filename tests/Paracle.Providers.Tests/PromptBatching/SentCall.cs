using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>A call as the model got it.</summary>
internal sealed record SentCall(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)
{
    public bool IsBatch => Options?.ResponseFormat is ChatResponseFormatJson { SchemaName: "answers" };

    /// <summary>The prompts in it: those of a batch with their nonces, or the one without.</summary>
    public IReadOnlyList<(string Nonce, string Prompt)> Prompts { get; } = Read(Messages, Options);

    /// <summary>An answer of this text to the whole call.</summary>
    public static ChatResponse Text(string text) => new(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = ChatFinishReason.Stop };

    /// <summary>The answer of a model that does as it is told.</summary>
    public ChatResponse Answered(Func<string, string>? answer = null)
    {
        answer ??= AnswerTo;
        return Text(IsBatch ? Json(Prompts.Select(prompt => (prompt.Nonce, answer(prompt.Prompt)))) : answer(Prompts[0].Prompt));
    }

    public static string AnswerTo(string prompt) => $"answer to {prompt}";

    public static string Json(IEnumerable<(string Nonce, string Answer)> answers) => new JsonObject
    {
        ["answers"] = new JsonArray([.. answers.Select(answer => new JsonObject { ["nonce"] = answer.Nonce, ["answer"] = answer.Answer })]),
    }.ToJsonString();

    private static List<(string Nonce, string Prompt)> Read(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.ResponseFormat is not ChatResponseFormatJson { SchemaName: "answers" })
        {
            return [("", messages.Count == 0 ? "" : messages[^1].Text)];
        }

        using var document = JsonDocument.Parse(messages[^1].Text);
        return [.. document.RootElement.GetProperty("prompts").EnumerateArray()
            .Select(item => (item.GetProperty("nonce").GetString()!, item.GetProperty("prompt").GetString()!))];
    }
}
