using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Fallback.Internal;

namespace Paracle;

/// <summary>Fallback around any vendor's client, without a catalog.</summary>
public static class FallbackChatClientBuilderExtensions
{
    /// <summary>Asks other clients when the inner one cannot be reached, is limited, fails or is left alone for failing.</summary>
    /// <param name="builder">The builder; its services must hold what <see cref="ProvidersServiceCollectionExtensions.AddParacleProviders"/> registers.</param>
    /// <param name="others">The further clients in their order. Neither they nor the inner one are disposed with the pipeline.</param>
    /// <param name="configure">Changes the defaults, or null. <see cref="FallbackOptions.Providers"/> stays empty here.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static ChatClientBuilder UseFallback(this ChatClientBuilder builder, IEnumerable<IChatClient> others, Action<FallbackOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IChatClient[] further = [.. others];
        var options = new FallbackOptions();
        configure?.Invoke(options);
        return builder.Use((inner, services) => services.CreateRoute(inner.NameOf(), options, further.Prepend(inner).Select(client =>
        {
            var name = client.NameOf();
            return ((IChatClient)new TypedErrorChatClient(client, name), new ChatTarget(name, FixedModel: null, client.FindDefaultModel()));
        })));
    }
}
