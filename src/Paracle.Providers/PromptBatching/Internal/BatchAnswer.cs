using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>
/// Reads a batch's answer and trusts none of it: an answer counts only under a nonce that was given out, only if that comes once, and only
/// if it is of the type asked for. Text that is not exactly the JSON asked for answers nothing.
/// </summary>
internal static class BatchAnswer
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Whether the model, or the provider's filter, declined to answer at all.</summary>
    public static bool IsRefusal(ChatResponse response) =>
        response.FinishReason is { } reason && (reason == ChatFinishReason.ContentFilter || reason.Value is "refusal")
        || response.Messages.Any(message => message.Contents.Any(content => content is ErrorContent));

    /// <summary>The answer of each prompt; null where none counts.</summary>
    public static string?[] Read(string text, IReadOnlyDictionary<string, int> nonces, AnswerSchema schema)
    {
        var answers = new string?[nonces.Count];
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            if (AnswersOf(document.RootElement) is { } list)
            {
                Read(list, nonces, schema, answers);
            }
        }
        catch (JsonException)
        {
            Array.Clear(answers);
        }

        return answers;
    }

    private static JsonElement? AnswersOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.GetPropertyCount() == 1
        && root.TryGetProperty("answers", out var list) && list.ValueKind == JsonValueKind.Array
            ? list
            : null;

    private static void Read(JsonElement list, IReadOnlyDictionary<string, int> nonces, AnswerSchema schema, string?[] answers)
    {
        var seen = new bool[answers.Length];
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || TextOf(item, "nonce") is not { } nonce || !nonces.TryGetValue(nonce, out var index))
            {
                continue;
            }

            // Two answers under one nonce: nobody knows which is right.
            answers[index] = !seen[index] && item.GetPropertyCount() == 2 && item.TryGetProperty("answer", out var answer) ? Payload(answer, schema) : null;
            seen[index] = true;
        }
    }

    private static string? TextOf(JsonElement item, string member)
    {
        try
        {
            return item.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }

    private static string? Payload(JsonElement answer, AnswerSchema schema)
    {
        try
        {
            return schema.TextOf(answer);
        }
        catch (InvalidOperationException)
        {
            return null; // likewise
        }
    }
}
