using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Redaction.Internal;

namespace Paracle;

/// <summary>Brings redaction to <see cref="ChatClientBuilder"/>.</summary>
public static class RedactionChatClientBuilderExtensions
{
    /// <summary>Takes out of the messages of model calls that which must not be seen, as
    /// <see cref="RedactionParacleBuilderExtensions.UseRedaction"/> does.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the redactor, and before whom it works: <see cref="RedactionOptions.Observe"/>,
    /// <see cref="RedactionOptions.BeforeProvider"/>, or both.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="OptionsValidationException">Nobody would get anything redacted.</exception>
    public static ChatClientBuilder UseRedaction(this ChatClientBuilder builder, Action<RedactionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new RedactionOptions();
        configure(options);
        new RedactionOptionsValidator().Require(options);
        return builder.Use((inner, services) => services.Redacting(inner, options));
    }
}
