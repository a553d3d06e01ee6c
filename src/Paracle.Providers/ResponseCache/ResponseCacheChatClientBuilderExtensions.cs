using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.ResponseCache.Internal;

namespace Paracle;

/// <summary>Brings the response cache to <see cref="ChatClientBuilder"/>.</summary>
public static class ResponseCacheChatClientBuilderExtensions
{
    /// <summary>
    /// Stores the answers of model calls in the <see cref="Microsoft.Extensions.Caching.Hybrid.HybridCache"/> of the services that the client is built with, and gives them to
    /// equal calls of the same tenant. The services need <c>AddParacleProviders()</c> and logging.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the defaults, or null.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="OptionsValidationException">A setting is out of its range.</exception>
    public static ChatClientBuilder UseResponseCache(this ChatClientBuilder builder, Action<ResponseCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new ResponseCacheOptions();
        configure?.Invoke(options);
        new ResponseCacheOptionsValidator().Require(options);
        return builder.Use((inner, services) => services.CreateResponseCache(inner.ProviderName(), inner, options));
    }
}
