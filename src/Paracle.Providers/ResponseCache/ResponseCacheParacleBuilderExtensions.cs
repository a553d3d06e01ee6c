using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.ResponseCache.Internal;

namespace Paracle;

/// <summary>Brings the response cache to <see cref="IParacleBuilder"/>.</summary>
public static class ResponseCacheParacleBuilderExtensions
{
    /// <summary>
    /// Stores the answers of model calls in the host's <see cref="Microsoft.Extensions.Caching.Hybrid.HybridCache"/>, and gives them to equal calls of the same tenant. Only
    /// calls take part whose temperature is explicitly 0, or that allow it by <see cref="LlmCallContext.AllowCaching"/>.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the defaults, or null.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder UseResponseCache(this IParacleBuilder builder, Action<ResponseCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services.AddParacleProviders();
        services.AddOptions<ResponseCacheOptions>().Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ResponseCacheOptions>, ResponseCacheOptionsValidator>());
        services.AddChatMiddleware(ChatStage.ResponseCache, static (provider, name, inner) => provider.CreateResponseCache(
            name, inner, provider.GetRequiredService<IOptions<ResponseCacheOptions>>().Value));
        return builder;
    }
}
