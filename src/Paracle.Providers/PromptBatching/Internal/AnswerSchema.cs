using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>The schema of a batch's answers: a list of nonce and answer. One text for all batches of a lane, since providers prepare each schema once.</summary>
internal sealed class AnswerSchema
{
    private readonly JsonElement? _payload;

    /// <summary>Makes the schema around a caller's own, or around plain text where there is none.</summary>
    public AnswerSchema(string? payload, string? description)
    {
        if (payload is not null)
        {
            using var document = JsonDocument.Parse(payload);
            _payload = document.RootElement.Clone();
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, _payload, description);
        }

        Length = buffer.WrittenCount;
        using var whole = JsonDocument.Parse(buffer.WrittenMemory);
        Format = ChatResponseFormat.ForJsonSchema(whole.RootElement.Clone(), "answers");
    }

    public ChatResponseFormatJson Format { get; }

    public int Length { get; }

    /// <summary>The text of a valid answer; null when it is not what was asked for.</summary>
    public string? TextOf(JsonElement answer)
    {
        if (_payload is { } schema)
        {
            return PayloadSchema.Accepts(schema, answer) ? answer.GetRawText() : null;
        }

        return answer.ValueKind == JsonValueKind.String ? answer.GetString() : null;
    }

    private static void Write(Utf8JsonWriter json, JsonElement? payload, string? description)
    {
        Begin(json, "answers");
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        json.WriteStartObject("nonce");
        json.WriteString("type", "string");
        json.WriteEndObject();
        json.WriteStartObject("answer");
        WritePayload(json, payload, description);
        json.WriteEndObject();
        json.WriteEndObject();
        End(json, "nonce", "answer");
        json.WriteEndObject();
        json.WriteEndObject();
        End(json, "answers");
    }

    private static void Begin(Utf8JsonWriter json, string property)
    {
        json.WriteStartObject();
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        json.WriteStartObject(property);
    }

    private static void End(Utf8JsonWriter json, params ReadOnlySpan<string> required)
    {
        json.WriteStartArray("required");
        foreach (var name in required)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteBoolean("additionalProperties", false);
        json.WriteEndObject();
    }

    private static void WritePayload(Utf8JsonWriter json, JsonElement? payload, string? description)
    {
        if (payload is not { } schema)
        {
            json.WriteString("type", "string");
            return;
        }

        var isDescribed = false;
        foreach (var member in schema.EnumerateObject())
        {
            // The dialect is a matter of a schema's root.
            if (member.Name is not "$schema")
            {
                member.WriteTo(json);
                isDescribed |= member.Name is "description";
            }
        }

        if (description is not null && !isDescribed)
        {
            json.WriteString("description", description);
        }
    }
}
