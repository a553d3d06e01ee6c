using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Http.Internal;
using Paracle.Providers.RateLimiting.Internal;

namespace Paracle;

/// <summary>Rate limits of model calls, for <see cref="IParacleBuilder"/>.</summary>
public static class RateLimitParacleBuilderExtensions
{
    /// <summary>
    /// Keeps model calls within their providers' limits: requests and tokens a minute by model, counted in the host's <see cref="IRateLimitStore"/>,
    /// and what the providers say in their headers. A call that finds no room waits its turn until its deadline.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the defaults for all providers, or null.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder UseTokenRateLimit(this IParacleBuilder builder, Action<TokenRateLimitOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = Add(builder);
        services.AddOptions<TokenRateLimitOptions>().ValidateOnStart();
        if (configure is not null)
        {
            services.ConfigureAll(configure);
        }

        return builder;
    }

    /// <summary>Sets the limits of one provider.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="provider">The provider's name in the catalog.</param>
    /// <param name="configure">Changes what is set for all providers before.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder UseTokenRateLimit(this IParacleBuilder builder, string provider, Action<TokenRateLimitOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        Add(builder).AddOptions<TokenRateLimitOptions>(InputRules.RequireName(provider, "provider name")).Configure(configure).ValidateOnStart();
        return builder;
    }

    private static IServiceCollection Add(IParacleBuilder builder)
    {
        var services = builder.Services.AddParacleProviders();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TokenRateLimitOptions>, TokenRateLimitOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TokenRateLimitOptions>, TokenRateValidator>());
        services.TryAddSingleton(static provider => provider.CreateSharedRates());
        services.TryAddSingleton<RateLimits>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IResponseObserver, RateLimits>(static provider => provider.GetRequiredService<RateLimits>()));
        return services.AddChatMiddleware(
            ChatStage.RateLimit, static (provider, name, inner) => new RateLimitChatClient(inner, provider.GetRequiredService<RateLimits>().Of(name)));
    }
}
