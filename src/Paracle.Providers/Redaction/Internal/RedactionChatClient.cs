using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;

namespace Paracle.Providers.Redaction.Internal;

/// <summary>Outside of those who watch: hands the redacted request in, and the original answer out.</summary>
internal sealed class RedactionChatClient(IChatClient inner, MessageRedactor redactor) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = new RedactedRequest(messages.ToMessages(), options, redactor);
        return RedactedResponse.Original(await base.GetResponseAsync(request, request.RedactedOptions, cancellationToken).ConfigureAwait(false));
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new RedactedRequest(messages.ToMessages(), options, redactor);
        await foreach (var update in base.GetStreamingResponseAsync(request, request.RedactedOptions, cancellationToken).ConfigureAwait(false))
        {
            if (update is not RedactedUpdate redacted)
            {
                yield return update;
            }
            else if (redacted.Original is { } original)
            {
                yield return original;
            }
        }
    }
}
