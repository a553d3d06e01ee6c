using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>What OpenAI's server rejects in a chat request: above all, tool calls and tool results that do not match.</summary>
internal static class OpenAIRules
{
    public static string? Complaint(JsonElement body)
    {
        if (RequestBody.Text(body, "model") is null or "")
        {
            return "you must provide a model parameter";
        }

        if (!RequestBody.Items(RequestBody.Member(body, "messages")).Any())
        {
            return "Invalid 'messages': expected an array with at least one message.";
        }

        return UnmatchedToolCalls(body);
    }

    private static string? UnmatchedToolCalls(JsonElement body)
    {
        HashSet<string> open = [];
        foreach (JsonElement message in RequestBody.Items(RequestBody.Member(body, "messages")))
        {
            if (RequestBody.Text(message, "role") is "tool")
            {
                if (!open.Remove(RequestBody.Text(message, "tool_call_id") ?? ""))
                {
                    return "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";
                }

                continue;
            }

            if (open.Count > 0)
            {
                break;
            }

            foreach (JsonElement call in RequestBody.Items(RequestBody.Member(message, "tool_calls")))
            {
                open.Add(RequestBody.Text(call, "id") ?? "");
            }
        }

        return open.Count == 0
            ? null
            : "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
              + $"These had none: {string.Join(", ", open)}.";
    }
}
