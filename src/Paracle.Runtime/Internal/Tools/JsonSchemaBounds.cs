using System.Text.Json;

namespace Paracle.Runtime.Internal.Tools;

/// <summary>The keywords that bound a number, a text's length or an array's length. Bounds are inclusive; lengths count characters and items.</summary>
internal static class JsonSchemaBounds
{
    public static string? FindFault(string path, JsonElement schema, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => Check(path, schema, "minimum", "maximum", value.GetDouble(), "value"),
        JsonValueKind.String => Check(path, schema, "minLength", "maxLength", LengthOf(value.GetString()!), "length"),
        JsonValueKind.Array => Check(path, schema, "minItems", "maxItems", value.GetArrayLength(), "number of items"),
        _ => null,
    };

    private static string? Check(string path, JsonElement schema, string minimum, string maximum, double measure, string what)
    {
        if (TryGetNumber(schema, minimum, out var least) && measure < least)
        {
            return $"The {what} of {path} must be at least {least}.";
        }

        return TryGetNumber(schema, maximum, out var most) && measure > most ? $"The {what} of {path} must be at most {most}." : null;
    }

    private static bool TryGetNumber(JsonElement schema, string keyword, out double number)
    {
        number = 0;
        return schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number);
    }

    // JSON schema counts Unicode characters, not UTF-16 units.
    private static double LengthOf(string text) => text.EnumerateRunes().Count();
}
