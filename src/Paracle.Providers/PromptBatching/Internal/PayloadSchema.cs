using System.Text.Json;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>
/// A caller's schema inside the schema of a batch's answers. Looks at types, required and unwanted members, constants and choices; what
/// else a schema may say is left to the provider, as it is for a call alone.
/// </summary>
internal static class PayloadSchema
{
    /// <summary>A reference is read from the root of a schema, and would lead elsewhere inside another.</summary>
    public static bool CanNest(JsonElement schema) => schema.ValueKind == JsonValueKind.Object && !Refers(schema);

    public static bool Accepts(JsonElement schema, JsonElement value)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema.ValueKind != JsonValueKind.False;
        }

        return (!schema.TryGetProperty("type", out var type) || IsOf(type, value))
            && (!schema.TryGetProperty("const", out var constant) || JsonElement.DeepEquals(constant, value))
            && (Items(schema, "enum") is not { } choices || choices.Any(choice => JsonElement.DeepEquals(choice, value)))
            && (Items(schema, "anyOf") is not { } any || any.Any(one => Accepts(one, value)))
            && (value.ValueKind != JsonValueKind.Object || AcceptsMembers(schema, value))
            && (value.ValueKind != JsonValueKind.Array || AcceptsItems(schema, value));
    }

    private static bool Refers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(member =>
            member.Name is "$ref" or "$dynamicRef" or "$recursiveRef" or "$id" or "$anchor" or "$dynamicAnchor" || Refers(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(Refers),
        _ => false,
    };

    private static bool IsOf(JsonElement type, JsonElement value) => type.ValueKind switch
    {
        JsonValueKind.String => IsOf(type.GetString(), value),
        JsonValueKind.Array => type.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && IsOf(one.GetString(), value)),
        _ => true,
    };

    private static bool IsOf(string? type, JsonElement value) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && (!value.TryGetDecimal(out var number) || decimal.IsInteger(number)),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };

    private static bool AcceptsMembers(JsonElement schema, JsonElement value)
    {
        if (Items(schema, "required") is { } required
            && !required.All(name => name.ValueKind != JsonValueKind.String || value.TryGetProperty(name.GetString()!, out _)))
        {
            return false;
        }

        var known = schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object;
        var isClosed = schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False;
        foreach (var member in value.EnumerateObject())
        {
            if (known && properties.TryGetProperty(member.Name, out var property))
            {
                if (!Accepts(property, member.Value))
                {
                    return false;
                }
            }
            else if (isClosed)
            {
                return false;
            }
        }

        return true;
    }

    private static bool AcceptsItems(JsonElement schema, JsonElement value) =>
        !schema.TryGetProperty("items", out var items) || items.ValueKind == JsonValueKind.Array || value.EnumerateArray().All(item => Accepts(items, item));

    private static JsonElement.ArrayEnumerator? Items(JsonElement schema, string list) =>
        schema.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : null;
}
