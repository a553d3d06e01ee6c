using Microsoft.Extensions.AI;

namespace Paracle.Providers.Redaction.Internal;

/// <summary>
/// A piece of a streamed answer, with the original for the caller, and without content: what must not be seen may lie across
/// two pieces, so the whole comes redacted after the last one, in a piece that the caller does not get.
/// </summary>
internal sealed class RedactedUpdate : ChatResponseUpdate
{
    public RedactedUpdate(ChatResponseUpdate original)
    {
        Original = original;
        (Role, MessageId, ResponseId, ModelId, CreatedAt, FinishReason) =
            (original.Role, original.MessageId, original.ResponseId, original.ModelId, original.CreatedAt, original.FinishReason);
        foreach (var content in original.Contents)
        {
            if (content is UsageContent)
            {
                Contents.Add(content);
            }
        }
    }

    public RedactedUpdate(ChatMessage redacted)
        : base(redacted.Role, redacted.Contents) => MessageId = redacted.MessageId;

    public ChatResponseUpdate? Original { get; }
}
