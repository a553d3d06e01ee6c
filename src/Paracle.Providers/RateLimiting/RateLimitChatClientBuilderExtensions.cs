using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.RateLimiting.Internal;

namespace Paracle;

/// <summary>Rate limits around any vendor's client, without a catalog.</summary>
public static class RateLimitChatClientBuilderExtensions
{
    /// <summary>Keeps calls within the limits of the provider that the client's metadata names. Without the catalog's transport only its errors
    /// tell of the provider's own limits, not its headers.</summary>
    /// <param name="builder">The builder; its services must hold what
    /// <see cref="RateLimitParacleBuilderExtensions.UseTokenRateLimit(IParacleBuilder, Action{TokenRateLimitOptions})"/> registers, and an <see cref="IRateLimitStore"/>.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static ChatClientBuilder UseTokenRateLimit(this ChatClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static (inner, services) =>
        {
            var name = inner.NameOf();
            return new RateLimitChatClient(new TypedErrorChatClient(inner, name), services.GetRequiredService<RateLimits>().Of(name));
        });
    }
}
