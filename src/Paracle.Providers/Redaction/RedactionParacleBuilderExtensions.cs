using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Redaction.Internal;

namespace Paracle;

/// <summary>Redaction of messages, for <see cref="IParacleBuilder"/>.</summary>
public static class RedactionParacleBuilderExtensions
{
    /// <summary>
    /// Takes out of the messages of model calls that which must not be seen: before those of the host's own who watch them, as logs and traces with
    /// content do, and, if told so, before the provider. Whoever makes the call keeps what it sent, and gets the answer as it came.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the redactor, and before whom it works: <see cref="RedactionOptions.Observe"/>,
    /// <see cref="RedactionOptions.BeforeProvider"/>, or both.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder UseRedaction(this IParacleBuilder builder, Action<RedactionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services.AddParacleProviders();
        services.AddOptions<RedactionOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedactionOptions>, RedactionOptionsValidator>());
        services.AddChatMiddleware(
            ChatStage.Redaction, static (provider, _, inner) => provider.Redacting(inner, provider.GetRequiredService<IOptions<RedactionOptions>>().Value));
        return builder;
    }
}
