using Microsoft.Extensions.AI;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Compliance.Redaction;

namespace Paracle;

/// <summary>What takes out of messages that which must not be seen, and before whom.</summary>
public sealed class RedactionOptions
{
    /// <summary>Redacts the text of messages. Default: none, which means the host's redactor for <see cref="Classification"/>.</summary>
    public Redactor? Redactor { get; set; }

    /// <summary>The class of data that the text of messages is, where <see cref="Redactor"/> is none: the host's <see cref="IRedactorProvider"/>, as
    /// <c>AddRedaction</c> of Microsoft.Extensions.Compliance.Redaction registers it, gives the redactor for it. Default: unknown, whose
    /// redactor there is the fallback, which erases all unless the host sets another.</summary>
    public DataClassificationSet Classification { get; set; } = new(DataClassification.Unknown);

    /// <summary>Adds the host's own watchers of messages, such as a logging client or telemetry with content: they see requests and answers redacted only,
    /// whoever makes the call gets the original. Default: none.</summary>
    public Action<ChatClientBuilder>? Observe { get; set; }

    /// <summary>Whether the provider, and with it the response cache, gets the redacted request too. Default false.</summary>
    public bool BeforeProvider { get; set; }
}
