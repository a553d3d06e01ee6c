using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Coalescing.Internal;

namespace Paracle;

/// <summary>Brings coalescing to <see cref="IParacleBuilder"/>.</summary>
public static class CoalescingParacleBuilderExtensions
{
    /// <summary>
    /// Lets equal model calls of a tenant that are under way at the same time share one. Only calls take part whose temperature is explicitly 0, or that allow it
    /// by <see cref="LlmCallContext.AllowCaching"/>. With <c>UseResponseCache</c>, which shares calls too, hosts of one Redis make one call between them.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the defaults, or null.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder UseCoalescing(this IParacleBuilder builder, Action<CoalescingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services.AddParacleProviders();
        services.AddOptions<CoalescingOptions>().Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CoalescingOptions>, CoalescingOptionsValidator>());
        services.AddChatMiddleware(ChatStage.Coalescing, static (provider, name, inner) => provider.CreateCoalescing(
            name, inner, provider.GetRequiredService<IOptions<CoalescingOptions>>().Value));
        return builder;
    }
}
