using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>Writes a small instance of a JSON schema: every property, one item a list, the first of every choice.</summary>
internal static class SchemaAnswer
{
    private const int MaxDepth = 16;
    private const int ChunkLength = 8;

    public static IReadOnlyList<string> Chunks(JsonElement schema, string prompt)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, schema, schema, $"Echo {StableHash.Of(prompt):x16}", depth: 0);
        }

        return [.. Encoding.UTF8.GetString(buffer.WrittenSpan).Chunk(ChunkLength).Select(chunk => new string(chunk))];
    }

    private static void Write(Utf8JsonWriter json, JsonElement root, JsonElement schema, string text, int depth)
    {
        if (depth > MaxDepth)
        {
            json.WriteNullValue();
        }
        else if (Choice(root, schema) is { } choice)
        {
            Write(json, root, choice, text, depth + 1);
        }
        else if ((RequestBody.Member(schema, "const") ?? FirstItem(schema, "enum")) is { } value)
        {
            value.WriteTo(json);
        }
        else
        {
            WriteType(json, root, schema, text, depth);
        }
    }

    private static void WriteType(Utf8JsonWriter json, JsonElement root, JsonElement schema, string text, int depth)
    {
        switch (RequestBody.Text(schema, "type") ?? FirstItem(schema, "type")?.GetString() ?? "object")
        {
            case "string":
                json.WriteStringValue(text);
                break;
            case "integer" or "number":
                json.WriteNumberValue(RequestBody.Number(schema, "minimum") ?? 1);
                break;
            case "boolean":
                json.WriteBooleanValue(true);
                break;
            case "null":
                json.WriteNullValue();
                break;
            case "array":
                WriteArray(json, root, schema, text, depth);
                break;
            default:
                WriteObject(json, root, schema, text, depth);
                break;
        }
    }

    private static void WriteArray(Utf8JsonWriter json, JsonElement root, JsonElement schema, string text, int depth)
    {
        json.WriteStartArray();
        for (int i = 0; i < (RequestBody.Number(schema, "minItems") ?? 1) && RequestBody.Member(schema, "items") is { } items; i++)
        {
            Write(json, root, items, text, depth + 1);
        }

        json.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter json, JsonElement root, JsonElement schema, string text, int depth)
    {
        json.WriteStartObject();
        if (RequestBody.Member(schema, "properties") is { ValueKind: JsonValueKind.Object } properties)
        {
            foreach (JsonProperty property in properties.EnumerateObject())
            {
                json.WritePropertyName(property.Name);
                Write(json, root, property.Value, text, depth + 1);
            }
        }

        json.WriteEndObject();
    }

    private static JsonElement? Choice(JsonElement root, JsonElement schema) =>
        RequestBody.Text(schema, "$ref") is { } reference
            ? Resolve(root, reference)
            : FirstItem(schema, "anyOf") ?? FirstItem(schema, "oneOf") ?? FirstItem(schema, "allOf");

    private static JsonElement? Resolve(JsonElement root, string reference)
    {
        JsonElement? at = root;
        foreach (string name in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = RequestBody.Member(at, name);
        }

        return at;
    }

    private static JsonElement? FirstItem(JsonElement schema, string list) =>
        RequestBody.Member(schema, list) is { ValueKind: JsonValueKind.Array } items && items.GetArrayLength() > 0 ? items[0] : null;
}
