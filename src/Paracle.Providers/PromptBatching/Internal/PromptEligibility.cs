using System.Text;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>
/// Which calls may be batched: system messages and one user message, all plain text, with options that mean the same for many prompts
/// as for one. What is not understood here goes alone.
/// </summary>
internal static class PromptEligibility
{
    /// <summary>The lane of a call and its prompt; null when it must go alone.</summary>
    public static (PromptLaneKey Key, string Prompt)? Find(IList<ChatMessage> messages, ChatOptions options, LlmCallContext context)
    {
        if (messages.Count == 0 || !IsPlain(options) || !TryReadFormat(options.ResponseFormat, out var format))
        {
            return null;
        }

        if (TextOf(messages[^1], ChatRole.User) is not { Length: > 0 } prompt || SystemOf(messages) is not { } system)
        {
            return null;
        }

        return (new PromptLaneKey(
            context.Tenant,
            options.ModelId,
            options.Instructions,
            messages.Count - 1,
            system,
            options.Temperature,
            options.TopP,
            options.TopK,
            options.FrequencyPenalty,
            options.PresencePenalty,
            options.MaxOutputTokens,
            options.Reasoning?.Effort,
            options.Reasoning?.Output,
            format?.Schema?.GetRawText(),
            format?.SchemaName,
            format?.SchemaDescription), prompt);
    }

    // A seed asks for the same answer again, which a batch cannot give; a stop sequence would cut all answers at the first that holds it.
    private static bool IsPlain(ChatOptions options) =>
        options.GetType() == typeof(ChatOptions)
        && options is
        {
            ConversationId: null,
            Seed: null,
            StopSequences: null or { Count: 0 },
            Tools: null or { Count: 0 },
            ToolMode: null,
            AllowMultipleToolCalls: null,
            AllowBackgroundResponses: null,
            ContinuationToken: null,
            RawRepresentationFactory: null,
            AdditionalProperties: { Count: 1 }, // the call's context
        }
        && (options.Reasoning is null || options.Reasoning.GetType() == typeof(ReasoningOptions));

    private static bool TryReadFormat(ChatResponseFormat? format, out ChatResponseFormatJson? json)
    {
        json = format as ChatResponseFormatJson;
        return format is null or ChatResponseFormatText || (json?.Schema is { } schema && PayloadSchema.CanNest(schema));
    }

    private static string? SystemOf(IList<ChatMessage> messages)
    {
        if (messages.Count == 1)
        {
            return "";
        }

        if (messages.Count == 2)
        {
            return TextOf(messages[0], ChatRole.System);
        }

        var all = new StringBuilder();
        foreach (var message in messages.Take(messages.Count - 1))
        {
            if (TextOf(message, ChatRole.System) is not { } text)
            {
                return null;
            }

            // With its length before it, or two lists of messages could read the same.
            all.Append(text.Length).Append(':').Append(text);
        }

        return all.ToString();
    }

    private static string? TextOf(ChatMessage message, ChatRole role) =>
        message.GetType() == typeof(ChatMessage)
        && message.Role == role
        && message is { AuthorName: null, RawRepresentation: null, AdditionalProperties: null or { Count: 0 }, Contents.Count: 1 }
        && message.Contents[0] is { RawRepresentation: null, AdditionalProperties: null or { Count: 0 }, Annotations: null or { Count: 0 } } content
        && content.GetType() == typeof(TextContent)
            ? ((TextContent)content).Text
            : null;
}
