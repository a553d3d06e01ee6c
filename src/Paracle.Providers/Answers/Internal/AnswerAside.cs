using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>What is told with an update to the caller whose call it was, and to nobody else.</summary>
/// <param name="Context">What an inner layer did.</param>
/// <param name="ConversationId">Where the provider goes on with the conversation; two must not go on with one.</param>
/// <param name="ContinuationToken">Where the rest of the answer can be had.</param>
internal sealed record AnswerAside(LlmAnswerContext? Context, string? ConversationId, ResponseContinuationToken? ContinuationToken)
{
    public bool IsStateful => ConversationId is not null || ContinuationToken is not null;

    public static AnswerAside? Of(LlmAnswerContext? context, string? conversationId, ResponseContinuationToken? token) =>
        context is null && conversationId is null && token is null ? null : new AnswerAside(context, conversationId, token);
}
