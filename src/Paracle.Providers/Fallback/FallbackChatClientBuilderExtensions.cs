using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Fallback.Internal;

namespace Paracle;

/// <summary>Brings fallback to <see cref="ChatClientBuilder"/>.</summary>
public static class FallbackChatClientBuilderExtensions
{
    /// <summary>Asks other clients when the inner one cannot be reached, is limited, fails or is left alone for failing. The services that the client
    /// is built with need <c>AddParacleProviders()</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="others">The further clients in their order. Neither they nor the inner one are disposed with the pipeline.</param>
    /// <param name="configure">Changes the defaults, or null. <see cref="FallbackOptions.Providers"/> stays empty here.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="OptionsValidationException">A setting is out of its range.</exception>
    public static ChatClientBuilder UseFallback(this ChatClientBuilder builder, IEnumerable<IChatClient> others, Action<FallbackOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IChatClient[] further = [.. others];
        var options = new FallbackOptions();
        configure?.Invoke(options);
        new FallbackOptionsValidator().Require(options);
        return builder.Use((inner, services) => services.CreateRoute(inner.ProviderName(), options, further.Prepend(inner).Select(client =>
        {
            var name = client.ProviderName();
            return ((IChatClient)new TypedErrorChatClient(client, name), new ChatTarget(name, FixedModel: null, client.FindDefaultModel()));
        })));
    }
}
