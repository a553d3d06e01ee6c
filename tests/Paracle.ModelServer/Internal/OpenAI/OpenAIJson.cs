using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>The pieces that OpenAI's responses are made of.</summary>
internal static class OpenAIJson
{
    public static string FinishReason(ModelFinish finish) => finish switch
    {
        ModelFinish.Length => "length",
        ModelFinish.ContentFilter => "content_filter",
        ModelFinish.ToolCalls => "tool_calls",
        _ => "stop",
    };

    /// <summary>Begins the object; the caller ends it.</summary>
    public static void Head(Utf8JsonWriter json, Answer answer, string kind)
    {
        json.WriteStartObject();
        json.WriteString("id", $"chatcmpl-{answer.Number}");
        json.WriteString("object", kind);
        json.WriteNumber("created", answer.Created.ToUnixTimeSeconds());
        json.WriteString("model", answer.Model);
        json.WriteString("service_tier", "default");
        json.WriteString("system_fingerprint", "fp_simulated");
    }

    public static Utf8JsonWriter BeginDelta(EventWriter events, Answer answer)
    {
        Utf8JsonWriter json = events.Begin();
        Head(json, answer, "chat.completion.chunk");
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("delta");
        return json;
    }

    public static void EndDelta(EventWriter events, Utf8JsonWriter json, Answer answer, string? finishReason)
    {
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", finishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        if (answer.StreamsUsage)
        {
            json.WriteNull("usage");
        }

        json.WriteEndObject();
        events.End();
    }

    public static void CallHead(Utf8JsonWriter json, Answer answer, ModelToolCall call, int index)
    {
        json.WriteString("id", call.Id ?? $"call_{answer.Number}_{index}");
        json.WriteString("type", "function");
    }

    public static void Usage(Utf8JsonWriter json, ModelUsage usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", usage.InputTokens);
        json.WriteNumber("completion_tokens", usage.OutputTokens);
        json.WriteNumber("total_tokens", usage.InputTokens + usage.OutputTokens);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", usage.CachedInputTokens);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Error(Utf8JsonWriter json, int statusCode, string message)
    {
        (string type, string? code) = statusCode switch
        {
            401 => ("invalid_request_error", "invalid_api_key"),
            429 => ("requests", "rate_limit_exceeded"),
            >= 500 => ("server_error", null),
            _ => ("invalid_request_error", (string?)null),
        };
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", message);
        json.WriteString("type", type);
        json.WriteNull("param");
        json.WriteString("code", code);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
