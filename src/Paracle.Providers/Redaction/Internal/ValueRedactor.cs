using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Compliance.Redaction;

namespace Paracle.Providers.Redaction.Internal;

/// <summary>Redacts the strings and numbers within arguments and results of tools. Names of members stay.</summary>
internal sealed class ValueRedactor(Redactor redactor)
{
    public object? Redact(object? value) => value switch
    {
        null or bool => value,
        string text => redactor.Redact(text),
        JsonElement element => Redact(JsonNode(element)),
        JsonNode node => Redact(node.DeepClone()),

        // As a vendor's client would write it, with the contracts that it would use.
        _ => Redact(JsonSerializer.SerializeToNode(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType()))),
    };

    private static JsonNode? JsonNode(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        _ => JsonValue.Create(element),
    };

    private JsonNode? Redact(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToArray())
                {
                    members[name] = null;
                    members[name] = Redact(value);
                }

                return members;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    var item = items[i];
                    items[i] = null;
                    items[i] = Redact(item);
                }

                return items;
            case JsonValue scalar when scalar.GetValueKind() is JsonValueKind.String or JsonValueKind.Number:
                var text = scalar.ToString();
                var redacted = redactor.Redact(text);
                return string.Equals(text, redacted, StringComparison.Ordinal) ? scalar : JsonValue.Create(redacted);
            default:
                return node;
        }
    }
}
