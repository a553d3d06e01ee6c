using Microsoft.Extensions.AI;

namespace Paracle;

/// <summary>Carries an <see cref="LlmAnswerContext"/> with an answer.</summary>
public static class ChatResponseExtensions
{
    private const string Key = "paracle.answer";

    /// <summary>What the LLM layer did for the answer.</summary>
    /// <param name="response">The answer.</param>
    /// <returns>The context, or null when the answer did not come through the layer.</returns>
    public static LlmAnswerContext? FindParacle(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        // Of a stream put together by ToChatResponse, it is with the message that the last update had a part of.
        return Find(response.AdditionalProperties) ?? (response.Messages is [.., var last] ? Find(last.AdditionalProperties) : null);
    }

    /// <summary>What the LLM layer did for the streamed answer.</summary>
    /// <param name="update">A part of the answer; the last one carries the context.</param>
    /// <returns>The context, or null when this part carries none.</returns>
    public static LlmAnswerContext? FindParacle(this ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Find(update.AdditionalProperties);
    }

    /// <summary>Lets the answer carry a context; one already carried is replaced.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="context">The context.</param>
    public static void SetParacle(this ChatResponse response, LlmAnswerContext context)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(context);
        (response.AdditionalProperties ??= [])[Key] = context;
    }

    /// <summary>Lets a part of a streamed answer carry a context; one already carried is replaced.</summary>
    /// <param name="update">The part, the last of the answer.</param>
    /// <param name="context">The context.</param>
    public static void SetParacle(this ChatResponseUpdate update, LlmAnswerContext context)
    {
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(context);
        (update.AdditionalProperties ??= [])[Key] = context;
    }

    private static LlmAnswerContext? Find(AdditionalPropertiesDictionary? properties) =>
        properties?.TryGetValue(Key, out var value) == true ? value as LlmAnswerContext : null;
}
