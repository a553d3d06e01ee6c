using Microsoft.Extensions.AI;

namespace Paracle.Providers.Redaction.Internal;

/// <summary>The redacted answer, with the original for the caller.</summary>
internal sealed class RedactedResponse : ChatResponse
{
    private readonly ChatResponse _original;

    public RedactedResponse(ChatResponse original, IList<ChatMessage> messages)
        : base(messages)
    {
        _original = original;
        (ResponseId, ModelId, CreatedAt, FinishReason, Usage) = (original.ResponseId, original.ModelId, original.CreatedAt, original.FinishReason, original.Usage);
    }

    public static ChatResponse Original(ChatResponse response) => response is RedactedResponse redacted ? redacted._original : response;
}
