using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>One update of an answer as it came, in a form that nobody can change. A vendor's own objects are left behind: nobody could store them.</summary>
internal sealed record AnswerUpdate
{
    public string? Role { get; init; }

    public string? AuthorName { get; init; }

    public string? ResponseId { get; init; }

    public string? MessageId { get; init; }

    public string? ModelId { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public string? FinishReason { get; init; }

    public AnswerPart[] Parts { get; init; } = [];

    public AnswerProperty[]? Properties { get; init; }

    /// <summary>What an inner layer told of the answer. For the caller whose call it was.</summary>
    [JsonIgnore]
    public LlmAnswerContext? Context { get; init; }

    /// <summary>Where the provider goes on with the conversation. For the caller whose call it was: two must not go on with one.</summary>
    [JsonIgnore]
    public string? ConversationId { get; init; }

    /// <summary>Where the rest of the answer can be had. For the caller whose call it was.</summary>
    [JsonIgnore]
    public ResponseContinuationToken? ContinuationToken { get; init; }

    public static AnswerUpdate Of(ChatResponseUpdate update) => new()
    {
        Role = update.Role?.Value,
        AuthorName = update.AuthorName,
        ResponseId = update.ResponseId,
        MessageId = update.MessageId,
        ModelId = update.ModelId,
        CreatedAt = update.CreatedAt,
        FinishReason = update.FinishReason?.Value,
        Parts = AnswerPart.Of(update.Contents),
        Properties = AnswerProperty.Of(update.AdditionalProperties),
        Context = update.FindParacle(),
        ConversationId = update.ConversationId,
        ContinuationToken = update.ContinuationToken,
    };

    /// <summary>An update of its own for every reader, who may change it.</summary>
    /// <param name="isOwn">Whether the reader's call it was, which has the usage to bear.</param>
    public ChatResponseUpdate ToUpdate(bool isOwn)
    {
        var contents = new List<AIContent>(Parts.Length);
        foreach (var part in Parts)
        {
            contents.Add(part is UsagePart && !isOwn ? new UsageContent(UsagePart.Nothing()) : part.ToContent());
        }

        var update = new ChatResponseUpdate
        {
            Role = Role is null ? null : new ChatRole(Role),
            AuthorName = AuthorName,
            ResponseId = ResponseId,
            MessageId = MessageId,
            ModelId = ModelId,
            CreatedAt = CreatedAt,
            FinishReason = FinishReason is null ? null : new ChatFinishReason(FinishReason),
            Contents = contents,
            AdditionalProperties = AnswerProperty.ToProperties(Properties),
        };
        if (isOwn)
        {
            update.ConversationId = ConversationId;
            update.ContinuationToken = ContinuationToken;
            if (Context is not null)
            {
                update.SetParacle(Context);
            }
        }

        return update;
    }
}
