using System.Text.Json;

namespace Paracle.Runtime.Internal.Tools;

/// <summary>
/// Checks a value against a JSON schema, as far as the schemas of tools go: <c>type</c>, <c>enum</c>, <c>const</c>, <c>$ref</c> within
/// the schema, <c>anyOf</c>, <c>properties</c>, <c>required</c>, <c>additionalProperties</c>, <c>items</c> and the bounds of
/// <see cref="JsonSchemaBounds"/>. Other keywords are ignored: the tool itself still binds its arguments by type.
/// </summary>
internal static class JsonSchemaRules
{
    private const int MaxDepth = 64;

    // A schema may refer to itself in branches, which depth alone does not bound.
    private const int MaxChecks = 100_000;

    /// <summary>The first rule the value breaks, in words that quote no value, or null when it fits.</summary>
    public static string? FindFault(JsonElement schema, JsonElement value) => Check(new Place(new Walk(schema), "$", 0), schema, value);

    private static string? Check(Place place, JsonElement schema, JsonElement value)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema.ValueKind == JsonValueKind.False ? $"{place.Path} is not allowed." : null;
        }

        return place.Depth > MaxDepth || ++place.Walk.Checks > MaxChecks
            ? $"{place.Path} is nested too deep to be checked."
            : CheckReference(place, schema, value)
                ?? CheckType(place, schema, value)
                ?? CheckChoice(place, schema, value)
                ?? JsonSchemaBounds.FindFault(place.Path, schema, value)
                ?? CheckAnyOf(place, schema, value)
                ?? CheckMembers(place, schema, value)
                ?? CheckItems(place, schema, value);
    }

    private static string? CheckReference(Place place, JsonElement schema, JsonElement value)
    {
        if (!TryGetText(schema, "$ref", out var reference) || !reference.StartsWith('#'))
        {
            return null;
        }

        var target = place.Walk.Root;
        foreach (var escaped in reference.Split('/').Skip(1))
        {
            var step = Uri.UnescapeDataString(escaped).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var found = target.ValueKind switch
            {
                JsonValueKind.Object => target.TryGetProperty(step, out target),
                JsonValueKind.Array when int.TryParse(step, out var index) && index >= 0 && index < target.GetArrayLength() => (target = target[index]).ValueKind is not JsonValueKind.Undefined,
                _ => false,
            };
            if (!found)
            {
                return null;
            }
        }

        return Check(place.Deeper(place.Path), target, value);
    }

    private static string? CheckType(Place place, JsonElement schema, JsonElement value)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return null;
        }

        var names = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => name.ToString())] : new[] { type.ToString() };
        return names.Any(name => IsOfType(value, name)) ? null : $"{place.Path} must be of type {string.Join(" or ", names)}.";
    }

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && (value.TryGetInt64(out _) || (value.TryGetDouble(out var number) && Math.Floor(number) == number)),
        _ => true,
    };

    private static string? CheckChoice(Place place, JsonElement schema, JsonElement value)
    {
        if (schema.TryGetProperty("const", out var constant) && !JsonElement.DeepEquals(constant, value))
        {
            return $"{place.Path} must be {constant.GetRawText()}.";
        }

        return schema.TryGetProperty("enum", out var choices) && choices.ValueKind == JsonValueKind.Array
            && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value))
                ? $"{place.Path} must be one of {choices.GetRawText()}."
                : null;
    }

    private static string? CheckAnyOf(Place place, JsonElement schema, JsonElement value) =>
        schema.TryGetProperty("anyOf", out var forms) && forms.ValueKind == JsonValueKind.Array
        && forms.EnumerateArray().All(form => Check(place.Deeper(place.Path), form, value) is not null)
            ? $"{place.Path} fits none of its allowed forms."
            : null;

    private static string? CheckMembers(Place place, JsonElement schema, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (var name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.ToString(), out _))
                {
                    return $"{place.Path}.{name} is required.";
                }
            }
        }

        var hasProperties = schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object;
        var hasRest = schema.TryGetProperty("additionalProperties", out var rest);
        foreach (var member in value.EnumerateObject())
        {
            var isKnown = hasProperties && properties.TryGetProperty(member.Name, out _);
            var rule = isKnown ? properties.GetProperty(member.Name) : rest;
            if ((isKnown || hasRest) && Check(place.Deeper($"{place.Path}.{member.Name}"), rule, member.Value) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? CheckItems(Place place, JsonElement schema, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || !schema.TryGetProperty("items", out var rule))
        {
            return null;
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Check(place.Deeper($"{place.Path}[{index++}]"), rule, item) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static bool TryGetText(JsonElement schema, string keyword, out string text)
    {
        text = schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return text.Length > 0;
    }

    /// <summary>One check from its root: the whole schema, for references, and how much was done.</summary>
    private sealed class Walk(JsonElement root)
    {
        public JsonElement Root => root;

        public int Checks { get; set; }
    }

    /// <summary>Where a check is: the path into the value.</summary>
    private readonly record struct Place(Walk Walk, string Path, int Depth)
    {
        public Place Deeper(string path) => new(Walk, path, Depth + 1);
    }
}
