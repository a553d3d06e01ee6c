using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>What the updates of an answer have in common, until one says otherwise.</summary>
internal sealed record AnswerHead(string? Role, string? AuthorName, string? ResponseId, string? MessageId, string? ModelId, DateTimeOffset? CreatedAt)
{
    public static AnswerHead None { get; } = new(Role: null, AuthorName: null, ResponseId: null, MessageId: null, ModelId: null, CreatedAt: null);

    /// <summary>The head of an update: the one before if it is the same, so that a thousand chunks keep one.</summary>
    public static AnswerHead Of(ChatResponseUpdate update, AnswerHead? before) => before is not null
        && string.Equals(before.Role, update.Role?.Value, StringComparison.Ordinal)
        && string.Equals(before.AuthorName, update.AuthorName, StringComparison.Ordinal)
        && string.Equals(before.ResponseId, update.ResponseId, StringComparison.Ordinal)
        && string.Equals(before.MessageId, update.MessageId, StringComparison.Ordinal)
        && string.Equals(before.ModelId, update.ModelId, StringComparison.Ordinal)
        && before.CreatedAt == update.CreatedAt
        ? before
        : new AnswerHead(update.Role?.Value, update.AuthorName, update.ResponseId, update.MessageId, update.ModelId, update.CreatedAt);
}
