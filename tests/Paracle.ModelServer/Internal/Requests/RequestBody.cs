using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>Reads what both vendors' bodies have in common; where their shapes differ, both are tried.</summary>
internal static class RequestBody
{
    public static string? Text(JsonElement body, string name) =>
        Member(body, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool Flag(JsonElement body, string name) => Member(body, name) is { ValueKind: JsonValueKind.True };

    public static int? Number(JsonElement body, string name) =>
        Member(body, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) ? number : null;

    public static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out JsonElement member) ? member : null;

    public static IEnumerable<JsonElement> Items(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    public static IEnumerable<ModelMessage> Messages(JsonElement body)
    {
        if (Member(body, "system") is { } system)
        {
            yield return new ModelMessage("system", ContentText(system));
        }

        foreach (JsonElement message in Items(Member(body, "messages")))
        {
            yield return new ModelMessage(Text(message, "role") ?? "", ContentText(Member(message, "content")));
        }
    }

    public static string LastUserText(JsonElement body)
    {
        if (Member(body, "messages") is not { ValueKind: JsonValueKind.Array } messages)
        {
            return "";
        }

        for (int i = messages.GetArrayLength() - 1; i >= 0; i--)
        {
            if (Text(messages[i], "role") is "user" && ContentText(Member(messages[i], "content")) is { Length: > 0 } text)
            {
                return text;
            }
        }

        return "";
    }

    public static IEnumerable<string> ToolNames(JsonElement body) =>
        Items(Member(body, "tools")).Select(tool => Text(Member(tool, "function") ?? tool, "name") ?? "");

    public static IEnumerable<ModelToolResult> ToolResults(JsonElement body)
    {
        foreach (JsonElement message in Items(Member(body, "messages")))
        {
            if (Text(message, "tool_call_id") is { } callId)
            {
                yield return new ModelToolResult(callId, ContentText(Member(message, "content")), IsError: false);
            }

            foreach (JsonElement block in Items(Member(message, "content")))
            {
                if (Text(block, "tool_use_id") is { } useId)
                {
                    yield return new ModelToolResult(useId, ContentText(Member(block, "content")), Flag(block, "is_error"));
                }
            }
        }
    }

    public static JsonElement? AnswerSchema(JsonElement body) =>
        Member(Member(Member(body, "response_format"), "json_schema"), "schema")
        ?? Member(Member(Member(body, "output_config"), "format"), "schema")
        ?? Member(Member(body, "output_format"), "schema");

    private static string ContentText(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part => Text(part, "text"))),
        _ => "",
    };
}
