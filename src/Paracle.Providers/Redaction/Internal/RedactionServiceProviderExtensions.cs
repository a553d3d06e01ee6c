using Microsoft.Extensions.AI;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Providers.Redaction.Internal;

internal static class RedactionServiceProviderExtensions
{
    /// <summary>Puts redaction around a client, with those who watch within it.</summary>
    public static IChatClient Redacting(this IServiceProvider services, IChatClient client, RedactionOptions options)
    {
        var redactor = new MessageRedactor(options.Redactor ?? services.RedactorFor(options));
        if (options.Observe is { } observe)
        {
            var watched = new ChatClientBuilder(new OriginalChatClient(client, redactor, options.BeforeProvider));
            observe(watched);
            client = watched.Build(services);
        }

        return new RedactionChatClient(client, redactor);
    }

    private static Redactor RedactorFor(this IServiceProvider services, RedactionOptions options) =>
        services.GetService<IRedactorProvider>()?.GetRedactor(options.Classification)
        ?? throw new ConfigurationException(
            "Messages are to be redacted, and no redactor is known. Set RedactionOptions.Redactor, or register redactors by AddRedaction of Microsoft.Extensions.Compliance.Redaction.");
}
