using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.RateLimiting.Internal;

namespace Paracle;

/// <summary>Brings rate limits to <see cref="ChatClientBuilder"/>.</summary>
public static class RateLimitChatClientBuilderExtensions
{
    /// <summary>Keeps calls within the limits of the provider that the client's metadata names. Without the catalog's transport only its errors
    /// tell of the provider's own limits, not its headers. The services that the client is built with need <c>AddParacleProviders()</c> and
    /// an <see cref="IRateLimitStore"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the defaults, or null.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="OptionsValidationException">A setting is out of its range.</exception>
    public static ChatClientBuilder UseTokenRateLimit(this ChatClientBuilder builder, Action<TokenRateLimitOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new TokenRateLimitOptions();
        configure?.Invoke(options);
        new TokenRateLimitOptionsValidator().Require(options);
        new TokenRateValidator().Require(options);
        return builder.Use((inner, services) =>
        {
            var name = inner.ProviderName();
            return new RateLimitChatClient(new TypedErrorChatClient(inner, name), services.CreateLanes(name, options));
        });
    }
}
