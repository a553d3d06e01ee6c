using Microsoft.Extensions.AI;

namespace Paracle.Providers.Redaction.Internal;

/// <summary>
/// The redacted messages, with the original request where those who watch cannot get at it. A watcher that makes messages of its own out of
/// them loses the original: the provider then gets what the watcher made.
/// </summary>
internal sealed class RedactedRequest(IReadOnlyList<ChatMessage> messages, ChatOptions? options, MessageRedactor redactor)
    : List<ChatMessage>(messages.Select(redactor.Redact))
{
    public IReadOnlyList<ChatMessage> Messages { get; } = messages;

    public ChatOptions? Options { get; } = options;

    public ChatOptions? RedactedOptions { get; } = redactor.Redact(options);
}
