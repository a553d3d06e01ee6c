using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>Answers that were not streamed: an update for each message, and a last one for what was told of the whole.</summary>
internal static class WholeAnswers
{
    public static Answer ToAnswer(this ChatResponse response, string provider, string? model)
    {
        var messages = response.Messages;
        var updates = new AnswerUpdate[messages.Count + 1];
        for (var at = 0; at < messages.Count; at++)
        {
            updates[at] = Of(messages[at], response);
        }

        updates[^1] = Of(response);
        return Answer.Of(updates, provider, model, isWhole: true);
    }

    public static ChatResponse ToResponse(AnswerUpdate[] updates)
    {
        var messages = new List<ChatMessage>(updates.Length - 1);
        for (var at = 0; at < updates.Length - 1; at++)
        {
            messages.Add(ToMessage(updates[at]));
        }

        var whole = updates[^1].ToUpdate();
        return new ChatResponse(messages)
        {
            ResponseId = whole.ResponseId,
            ModelId = whole.ModelId,
            CreatedAt = whole.CreatedAt,
            FinishReason = whole.FinishReason,
            AdditionalProperties = whole.AdditionalProperties,
        };
    }

    private static AnswerUpdate Of(ChatMessage message, ChatResponse response)
    {
        var head = new AnswerHead(message.Role.Value, message.AuthorName, response.ResponseId, message.MessageId, response.ModelId, message.CreatedAt);
        return new AnswerUpdate
        {
            Head = head,
            NewHead = head,
            Parts = AnswerPart.Of(message.Contents),
            Properties = AnswerProperty.Of(message.AdditionalProperties),
        };
    }

    private static AnswerUpdate Of(ChatResponse response)
    {
        var head = new AnswerHead(Role: null, AuthorName: null, response.ResponseId, MessageId: null, response.ModelId, response.CreatedAt);
        return new AnswerUpdate
        {
            Head = head,
            NewHead = head,
            Parts = response.Usage is { } usage ? [UsagePart.Of(usage)] : null,
            FinishReason = response.FinishReason?.Value,
            Properties = AnswerProperty.Of(response.AdditionalProperties),
            Context = response.FindParacle(),
            IsStateful = response.ConversationId is not null || response.ContinuationToken is not null,
        };
    }

    private static ChatMessage ToMessage(AnswerUpdate update)
    {
        var made = update.ToUpdate();
        return new ChatMessage(made.Role ?? ChatRole.Assistant, made.Contents)
        {
            AuthorName = made.AuthorName,
            MessageId = made.MessageId,
            CreatedAt = made.CreatedAt,
            AdditionalProperties = made.AdditionalProperties,
        };
    }
}
