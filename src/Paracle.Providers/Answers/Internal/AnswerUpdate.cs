using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>One update of an answer, in a form that nobody can change, for all but the caller whose call it was. A vendor's own objects are left behind: nobody could store
/// them. So is where the provider goes on with a conversation: two must not go on with one.</summary>
internal sealed record AnswerUpdate
{
    /// <summary>The head, where it is another than that of the update before.</summary>
    public AnswerHead? NewHead { get; init; }

    /// <summary>The text of an update that has nothing else, as most have.</summary>
    public string? Text { get; init; }

    public AnswerPart[]? Parts { get; init; }

    public string? FinishReason { get; init; }

    public AnswerProperty[]? Properties { get; init; }

    /// <summary>The head that holds for this update.</summary>
    [JsonIgnore]
    public AnswerHead Head { get; set; } = AnswerHead.None;

    /// <summary>What an inner layer told with it.</summary>
    [JsonIgnore]
    public LlmAnswerContext? Context { get; init; }

    /// <summary>Whether the provider goes on from it.</summary>
    [JsonIgnore]
    public bool IsStateful { get; init; }

    /// <summary>Takes an update.</summary>
    /// <param name="update">The update.</param>
    /// <param name="before">The head of the one before, or null for the first.</param>
    public static AnswerUpdate Of(ChatResponseUpdate update, AnswerHead? before)
    {
        var head = AnswerHead.Of(update, before);
        var text = update.Contents is [TextContent { AdditionalProperties: null, Annotations: null } only] ? only.Text : null;
        return new AnswerUpdate
        {
            Head = head,
            NewHead = ReferenceEquals(head, before) ? null : head,
            Text = text,
            Parts = text is null ? AnswerPart.Of(update.Contents) : null,
            FinishReason = update.FinishReason?.Value,
            Properties = AnswerProperty.Of(update.AdditionalProperties),
            Context = update.FindParacle(),
            IsStateful = update.ConversationId is not null || update.ContinuationToken is not null,
        };
    }

    /// <summary>An update of its own for every reader, who may change it.</summary>
    public ChatResponseUpdate ToUpdate() => new()
    {
        Role = Head.Role is null ? null : new ChatRole(Head.Role),
        AuthorName = Head.AuthorName,
        ResponseId = Head.ResponseId,
        MessageId = Head.MessageId,
        ModelId = Head.ModelId,
        CreatedAt = Head.CreatedAt,
        FinishReason = FinishReason is null ? null : new ChatFinishReason(FinishReason),
        Contents = Contents(),
        AdditionalProperties = AnswerProperty.ToProperties(Properties),
    };

    private List<AIContent> Contents()
    {
        var contents = new List<AIContent>(Parts?.Length ?? 1);
        if (Text is not null)
        {
            contents.Add(new TextContent(Text));
        }

        foreach (var part in Parts ?? [])
        {
            contents.Add(part.ToContent());
        }

        return contents;
    }
}
