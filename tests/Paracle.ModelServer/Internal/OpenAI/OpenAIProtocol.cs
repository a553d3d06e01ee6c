using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>OpenAI's chat completions.</summary>
internal sealed class OpenAIProtocol : VendorProtocol
{
    public override ModelVendor Vendor => ModelVendor.OpenAI;

    public override string RequestIdHeader => "x-request-id";

    public override string? Complaint(ModelRequest request) => OpenAIRules.Complaint(request.Json);

    public override void WriteError(Utf8JsonWriter json, int statusCode, string message, string requestId) =>
        OpenAIJson.Error(json, statusCode, message);

    public override void WriteWhole(Utf8JsonWriter json, Answer answer)
    {
        OpenAIJson.Head(json, answer, "chat.completion");
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        WriteContent(json, answer);
        json.WriteEndObject();
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", OpenAIJson.FinishReason(answer.Finish));
        json.WriteEndObject();
        json.WriteEndArray();
        if (answer.Usage is { } usage)
        {
            OpenAIJson.Usage(json, usage);
        }

        json.WriteEndObject();
    }

    public override void WriteStart(EventWriter events, Answer answer)
    {
        Utf8JsonWriter json = OpenAIJson.BeginDelta(events, answer);
        json.WriteString("role", "assistant");
        if (answer.Reply.ToolCalls.Count > 0 && answer.Reply.Chunks.Count == 0)
        {
            json.WriteNull("content");
        }
        else
        {
            json.WriteString("content", "");
        }

        json.WriteNull("refusal");
        OpenAIJson.EndDelta(events, json, answer, finishReason: null);
    }

    public override void WritePiece(EventWriter events, Answer answer, in AnswerPiece piece)
    {
        Utf8JsonWriter json = OpenAIJson.BeginDelta(events, answer);
        if (piece.Call is null)
        {
            json.WriteString(answer.Reply.IsRefusal ? "refusal" : "content", piece.Text);
        }
        else
        {
            json.WriteStartArray("tool_calls");
            json.WriteStartObject();
            json.WriteNumber("index", piece.CallIndex);
            if (piece.IsFirst)
            {
                OpenAIJson.CallHead(json, answer, piece.Call, piece.CallIndex);
            }

            json.WriteStartObject("function");
            if (piece.IsFirst)
            {
                json.WriteString("name", piece.Call.Name);
            }

            json.WriteString("arguments", piece.Text);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        }

        OpenAIJson.EndDelta(events, json, answer, finishReason: null);
    }

    public override void WriteEnd(EventWriter events, Answer answer)
    {
        Utf8JsonWriter json = OpenAIJson.BeginDelta(events, answer);
        OpenAIJson.EndDelta(events, json, answer, OpenAIJson.FinishReason(answer.Finish));
        if (answer.StreamsUsage && answer.Usage is { } usage)
        {
            json = events.Begin();
            OpenAIJson.Head(json, answer, "chat.completion.chunk");
            json.WriteStartArray("choices");
            json.WriteEndArray();
            OpenAIJson.Usage(json, usage);
            json.WriteEndObject();
            events.End();
        }

        events.Raw("[DONE]"u8);
    }

    public override void WriteStreamError(EventWriter events)
    {
        OpenAIJson.Error(events.Begin(), statusCode: 500, "The server had an error while processing your request.");
        events.End();
    }

    public override void WritePing(EventWriter events, Answer answer) =>
        OpenAIJson.EndDelta(events, OpenAIJson.BeginDelta(events, answer), answer, finishReason: null);

    public override void WriteMalformed(EventWriter events) => events.Raw("{\"choices\":[{\"delta\":"u8);

    private static void WriteContent(Utf8JsonWriter json, Answer answer)
    {
        bool hasText = answer.Reply.Chunks.Count > 0 || answer.Reply.ToolCalls.Count == 0;
        json.WriteString("content", hasText && !answer.Reply.IsRefusal ? answer.Text : null);
        json.WriteString("refusal", answer.Reply.IsRefusal ? answer.Text : null);
        if (answer.Reply.ToolCalls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls");
        for (int i = 0; i < answer.Reply.ToolCalls.Count; i++)
        {
            ModelToolCall call = answer.Reply.ToolCalls[i];
            json.WriteStartObject();
            OpenAIJson.CallHead(json, answer, call, i);
            json.WriteStartObject("function");
            json.WriteString("name", call.Name);
            json.WriteString("arguments", call.ArgumentsJson);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
