using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>Anthropic's messages.</summary>
internal sealed class AnthropicProtocol : VendorProtocol
{
    public override ModelVendor Vendor => ModelVendor.Anthropic;

    public override string RequestIdHeader => "request-id";

    public override string? Complaint(ModelRequest request) => AnthropicRules.Complaint(request);

    public override void WriteError(Utf8JsonWriter json, int statusCode, string message, string requestId) =>
        AnthropicJson.Error(json, statusCode, message, requestId);

    public override void WriteWhole(Utf8JsonWriter json, Answer answer)
    {
        AnthropicJson.Head(json, answer);
        json.WriteStartArray("content");
        if (answer.Reply.Chunks.Count > 0)
        {
            AnthropicJson.TextBlock(json, answer.Text);
        }

        for (int i = 0; i < answer.Reply.ToolCalls.Count; i++)
        {
            ModelToolCall call = answer.Reply.ToolCalls[i];
            AnthropicJson.ToolUseBlock(json, answer, call, i, call.ArgumentsJson);
        }

        json.WriteEndArray();
        json.WriteString("stop_reason", AnthropicJson.StopReason(answer));
        json.WriteNull("stop_sequence");
        if (answer.Usage is { } usage)
        {
            AnthropicJson.Usage(json, usage, usage.OutputTokens);
        }

        json.WriteEndObject();
    }

    public override void WriteStart(EventWriter events, Answer answer)
    {
        Utf8JsonWriter json = AnthropicJson.Begin(events, "message_start");
        json.WritePropertyName("message");
        AnthropicJson.Head(json, answer);
        json.WriteStartArray("content");
        json.WriteEndArray();
        json.WriteNull("stop_reason");
        json.WriteNull("stop_sequence");
        if (answer.Usage is { } usage)
        {
            AnthropicJson.Usage(json, usage, outputTokens: 1);
        }

        json.WriteEndObject();
        AnthropicJson.End(events, json);
    }

    public override void WritePiece(EventWriter events, Answer answer, in AnswerPiece piece)
    {
        if (piece.IsFirst)
        {
            WriteBlockStart(events, answer, piece);
        }

        Utf8JsonWriter json = AnthropicJson.Begin(events, "content_block_delta");
        json.WriteNumber("index", piece.Block);
        json.WriteStartObject("delta");
        json.WriteString("type", piece.Call is null ? "text_delta" : "input_json_delta");
        json.WriteString(piece.Call is null ? "text" : "partial_json", piece.Text);
        json.WriteEndObject();
        AnthropicJson.End(events, json);

        if (piece.IsLast)
        {
            json = AnthropicJson.Begin(events, "content_block_stop");
            json.WriteNumber("index", piece.Block);
            AnthropicJson.End(events, json);
        }
    }

    public override void WriteEnd(EventWriter events, Answer answer)
    {
        Utf8JsonWriter json = AnthropicJson.Begin(events, "message_delta");
        json.WriteStartObject("delta");
        json.WriteString("stop_reason", AnthropicJson.StopReason(answer));
        json.WriteNull("stop_sequence");
        json.WriteEndObject();
        if (answer.Usage is { } usage)
        {
            json.WriteStartObject("usage");
            json.WriteNumber("output_tokens", usage.OutputTokens);
            json.WriteEndObject();
        }

        AnthropicJson.End(events, json);
        AnthropicJson.End(events, AnthropicJson.Begin(events, "message_stop"));
    }

    public override void WriteStreamError(EventWriter events)
    {
        AnthropicJson.Error(events.Begin("error"), statusCode: 529, "Overloaded", requestId: null);
        events.End();
    }

    public override void WritePing(EventWriter events, Answer answer) => events.Raw("{\"type\":\"ping\"}"u8, "ping");

    public override void WriteMalformed(EventWriter events) =>
        events.Raw("{\"type\":\"content_block_delta\",\"delta\":"u8, "content_block_delta");

    private static void WriteBlockStart(EventWriter events, Answer answer, in AnswerPiece piece)
    {
        Utf8JsonWriter json = AnthropicJson.Begin(events, "content_block_start");
        json.WriteNumber("index", piece.Block);
        json.WritePropertyName("content_block");
        if (piece.Call is null)
        {
            AnthropicJson.TextBlock(json, "");
        }
        else
        {
            AnthropicJson.ToolUseBlock(json, answer, piece.Call, piece.CallIndex, inputJson: "{}");
        }

        AnthropicJson.End(events, json);
        if (piece.Block == 0)
        {
            AnthropicJson.End(events, AnthropicJson.Begin(events, "ping"));
        }
    }
}
