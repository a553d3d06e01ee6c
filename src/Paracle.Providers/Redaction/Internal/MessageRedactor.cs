using Microsoft.Extensions.AI;
using Microsoft.Extensions.Compliance.Redaction;

namespace Paracle.Providers.Redaction.Internal;

/// <summary>Makes redacted copies; what it is given stays as it is.</summary>
internal sealed class MessageRedactor(Redactor redactor)
{
    private readonly ValueRedactor _values = new(redactor);

    public string Redact(string? text) => string.IsNullOrEmpty(text) ? "" : redactor.Redact(text);

    public ChatMessage Redact(ChatMessage message) =>
        new(message.Role, [.. message.Contents.Select(Redact)]) { AuthorName = message.AuthorName, MessageId = message.MessageId, CreatedAt = message.CreatedAt };

    public ChatOptions? Redact(ChatOptions? options)
    {
        if (options?.Instructions is not { Length: > 0 } instructions)
        {
            return options;
        }

        var redacted = options.Clone();
        redacted.Instructions = Redact(instructions);
        return redacted;
    }

    public ChatResponse Redact(ChatResponse response) => new RedactedResponse(response, [.. response.Messages.Select(Redact)]);

    // Content that is no text, and raw representations, cannot be redacted: only its kind is left.
    private AIContent Redact(AIContent content) => content switch
    {
        TextContent text => new TextContent(Redact(text.Text)),
        TextReasoningContent reasoning => new TextReasoningContent(Redact(reasoning.Text)),
        FunctionCallContent call => new FunctionCallContent(call.CallId, call.Name, Redact(call.Arguments)),
        FunctionResultContent result => new FunctionResultContent(result.CallId, _values.Redact(result.Result)),
        UsageContent usage => usage,
        _ => new TextContent($"[{content.GetType().Name}]"),
    };

    private Dictionary<string, object?>? Redact(IDictionary<string, object?>? arguments) =>
        arguments?.ToDictionary(argument => argument.Key, argument => _values.Redact(argument.Value), StringComparer.Ordinal);
}
