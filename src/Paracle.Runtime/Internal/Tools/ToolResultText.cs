using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Paracle.Runtime.Internal.Tools;

/// <summary>What a tool returned, as the text a model gets.</summary>
internal static class ToolResultText
{
    /// <summary>The text, or null when the value has no text form without reflection.</summary>
    public static string? Of(object? result, JsonSerializerOptions options) => result switch
    {
        null => "",
        string text => text,
        TextContent content => content.Text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        JsonElement { ValueKind: JsonValueKind.Undefined } => "",
        JsonElement element => CompactJson.ToText(element),
        JsonNode node => node.ToJsonString(),
        _ => options.TryGetTypeInfo(result.GetType(), out var contract) ? JsonSerializer.Serialize(result, contract) : null,
    };

    /// <summary>Cuts a text that is too long, and says so to the model.</summary>
    public static string Limit(string text, int length) =>
        text.Length <= length ? text : $"{StorableText.Start(text, length)}\n[cut: the result has {text.Length} characters, the limit is {length}]";
}
