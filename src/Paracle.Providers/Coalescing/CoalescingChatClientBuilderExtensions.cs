using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Coalescing.Internal;

namespace Paracle;

/// <summary>Brings coalescing to <see cref="ChatClientBuilder"/>.</summary>
public static class CoalescingChatClientBuilderExtensions
{
    /// <summary>Lets equal model calls of a tenant that are under way at the same time share one. The services that the client is built with need
    /// <c>AddParacleProviders()</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the defaults, or null.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="OptionsValidationException">A setting is out of its range.</exception>
    public static ChatClientBuilder UseCoalescing(this ChatClientBuilder builder, Action<CoalescingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new CoalescingOptions();
        configure?.Invoke(options);
        new CoalescingOptionsValidator().Require(options);
        return builder.Use((inner, services) => services.CreateCoalescing(inner.ProviderName(), inner, options));
    }
}
