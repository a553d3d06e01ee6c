using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Redaction.Internal;

/// <summary>Inside of those who watch: hands the request on as it was, unless the provider too gets it redacted, and shows them the answer redacted.</summary>
internal sealed class OriginalChatClient(IChatClient inner, MessageRedactor redactor, bool beforeProvider) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        (messages, options) = Request(messages, options);
        return redactor.Redact(await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false));
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        (messages, options) = Request(messages, options);
        List<ChatResponseUpdate> updates = [];
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
            yield return new RedactedUpdate(update);
        }

        foreach (var message in updates.ToChatResponse().Messages)
        {
            yield return new RedactedUpdate(redactor.Redact(message));
        }
    }

    private (IEnumerable<ChatMessage> Messages, ChatOptions? Options) Request(IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        messages is RedactedRequest request && !beforeProvider ? (request.Messages, request.Options) : (messages, options);
}
