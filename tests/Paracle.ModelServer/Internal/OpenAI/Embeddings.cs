using System.Runtime.InteropServices;
using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>OpenAI's embeddings: vectors of length 1 that depend on the input's text alone.</summary>
internal static class Embeddings
{
    private const int DefaultDimensions = 8;
    private const int MaxDimensions = 4_096;

    public static string? Complaint(JsonElement body)
    {
        if (RequestBody.Text(body, "model") is null or "")
        {
            return "you must provide a model parameter";
        }

        if (RequestBody.Member(body, "dimensions") is not null
            && RequestBody.Number(body, "dimensions") is not (> 0 and <= MaxDimensions))
        {
            return $"Invalid value for 'dimensions': between 1 and {MaxDimensions}.";
        }

        return Inputs(body).Count > 0 ? null : "'input' is a required property";
    }

    public static void Write(Utf8JsonWriter json, ModelRequest request)
    {
        int dimensions = RequestBody.Number(request.Json, "dimensions") ?? DefaultDimensions;
        bool isBase64 = RequestBody.Text(request.Json, "encoding_format") is "base64";
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        int index = 0;
        foreach (string input in Inputs(request.Json))
        {
            json.WriteStartObject();
            json.WriteString("object", "embedding");
            json.WriteNumber("index", index++);
            WriteVector(json, Vector(input, dimensions), isBase64);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model", request.Model);
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", Answer.InputTokens(request));
        json.WriteNumber("total_tokens", Answer.InputTokens(request));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>One text a vector; an input of token numbers counts as the text of its JSON.</summary>
    private static List<string> Inputs(JsonElement body)
    {
        switch (RequestBody.Member(body, "input"))
        {
            case { ValueKind: JsonValueKind.String } text:
                return [text.GetString()!];
            case { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0:
                return list[0].ValueKind == JsonValueKind.Number
                    ? [list.GetRawText()]
                    : [.. list.EnumerateArray().Select(item => item.ToString())];
            default:
                return [];
        }
    }

    private static float[] Vector(string input, int dimensions)
    {
        var vector = new float[dimensions];
        ulong state = StableHash.Of(input);
        double squares = 0;
        for (int i = 0; i < dimensions; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            vector[i] = ((state >> 40) / (float)(1 << 24)) - 0.5f;
            squares += vector[i] * vector[i];
        }

        float length = (float)Math.Sqrt(squares);
        for (int i = 0; i < dimensions && length > 0; i++)
        {
            vector[i] /= length;
        }

        return vector;
    }

    private static void WriteVector(Utf8JsonWriter json, float[] vector, bool isBase64)
    {
        if (isBase64)
        {
            json.WriteBase64String("embedding", MemoryMarshal.AsBytes(vector.AsSpan()));
            return;
        }

        json.WriteStartArray("embedding");
        foreach (float value in vector)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
