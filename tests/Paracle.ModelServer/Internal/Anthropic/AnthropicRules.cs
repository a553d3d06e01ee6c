using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>What Anthropic's server rejects in a request: above all, tool uses and tool results that do not match.</summary>
internal static class AnthropicRules
{
    public static string? Complaint(ModelRequest request)
    {
        JsonElement body = request.Json;
        if (!request.Headers.ContainsKey("anthropic-version"))
        {
            return "anthropic-version: header is required";
        }

        if (RequestBody.Text(body, "model") is null or "")
        {
            return "model: Field required";
        }

        if (RequestBody.Number(body, "max_tokens") is not > 0)
        {
            return "max_tokens: Field required, greater than or equal to 1";
        }

        return RequestBody.Items(RequestBody.Member(body, "messages")).Any()
            ? UnmatchedToolUses(body)
            : "messages: at least one message is required";
    }

    private static string? UnmatchedToolUses(JsonElement body)
    {
        HashSet<string> open = [];
        int index = 0;
        foreach (JsonElement message in RequestBody.Items(RequestBody.Member(body, "messages")))
        {
            foreach (JsonElement block in RequestBody.Items(RequestBody.Member(message, "content")))
            {
                if (RequestBody.Text(block, "type") is "tool_result" && !open.Remove(RequestBody.Text(block, "tool_use_id") ?? ""))
                {
                    return $"messages.{index}: `tool_result` block without a `tool_use` block of its id in the previous message";
                }
            }

            if (open.Count > 0)
            {
                break;
            }

            foreach (JsonElement block in RequestBody.Items(RequestBody.Member(message, "content")))
            {
                if (RequestBody.Text(block, "type") is "tool_use")
                {
                    open.Add(RequestBody.Text(block, "id") ?? "");
                }
            }

            index++;
        }

        return open.Count == 0
            ? null
            : $"messages.{index}: `tool_use` ids without `tool_result` blocks immediately after: {string.Join(", ", open)}";
    }
}
