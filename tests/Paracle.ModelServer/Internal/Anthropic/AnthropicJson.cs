using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>The pieces that Anthropic's responses are made of.</summary>
internal static class AnthropicJson
{
    public static string StopReason(Answer answer) => (answer.Reply.IsRefusal, answer.Finish) switch
    {
        (true, _) or (_, ModelFinish.ContentFilter) => "refusal",
        (_, ModelFinish.Length) => "max_tokens",
        (_, ModelFinish.ToolCalls) => "tool_use",
        _ => "end_turn",
    };

    public static Utf8JsonWriter Begin(EventWriter events, string type)
    {
        Utf8JsonWriter json = events.Begin(type);
        json.WriteStartObject();
        json.WriteString("type", type);
        return json;
    }

    public static void End(EventWriter events, Utf8JsonWriter json)
    {
        json.WriteEndObject();
        events.End();
    }

    /// <summary>Begins the message; the caller ends it.</summary>
    public static void Head(Utf8JsonWriter json, Answer answer)
    {
        json.WriteStartObject();
        json.WriteString("id", $"msg_{answer.Number}");
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", answer.Model);
    }

    public static void TextBlock(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    public static void ToolUseBlock(Utf8JsonWriter json, Answer answer, ModelToolCall call, int index, string inputJson)
    {
        json.WriteStartObject();
        json.WriteString("type", "tool_use");
        json.WriteString("id", call.Id ?? $"toolu_{answer.Number}_{index}");
        json.WriteString("name", call.Name);
        json.WritePropertyName("input");
        json.WriteRawValue(inputJson, skipInputValidation: true);
        json.WriteEndObject();
    }

    public static void Usage(Utf8JsonWriter json, ModelUsage usage, int outputTokens)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", usage.InputTokens);
        json.WriteNumber("cache_creation_input_tokens", 0);
        json.WriteNumber("cache_read_input_tokens", usage.CachedInputTokens);
        json.WriteNumber("output_tokens", outputTokens);
        json.WriteString("service_tier", "standard");
        json.WriteEndObject();
    }

    public static void Error(Utf8JsonWriter json, int statusCode, string message, string? requestId)
    {
        string type = statusCode switch
        {
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            529 => "overloaded_error",
            >= 500 => "api_error",
            _ => "invalid_request_error",
        };
        json.WriteStartObject();
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("type", type);
        json.WriteString("message", message);
        json.WriteEndObject();
        if (requestId is not null)
        {
            json.WriteString("request_id", requestId);
        }

        json.WriteEndObject();
    }
}
