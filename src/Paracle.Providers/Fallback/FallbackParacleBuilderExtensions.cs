using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Providers.Catalog.Internal;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Fallback.Internal;

namespace Paracle;

/// <summary>Routes over several providers, for <see cref="IParacleBuilder"/>.</summary>
public static class FallbackParacleBuilderExtensions
{
    /// <summary>
    /// Adds a route: a name that agents and code use like a provider's, behind which several providers stand. When one cannot be reached, is
    /// limited, fails or is left alone for failing, the next one is asked.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name agents use; it keeps <see cref="InputRules.RequireName"/>.</param>
    /// <param name="configure">Adds the providers and sets their order. They are checked at start.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="InvalidInputException">The name is malformed.</exception>
    /// <exception cref="ConfigurationException">A provider of that name was added before.</exception>
    public static IParacleBuilder AddFallback(this IParacleBuilder builder, string name, Action<FallbackOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Register(new ProviderRegistration(name, services => Create(services, name), IsRoute: true));
        builder.Services.AddOptions<FallbackOptions>(name).Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FallbackOptions>, FallbackOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FallbackOptions>, FallbackRouteValidator>());
        return builder;
    }

    private static FallbackChatClient Create(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<FallbackOptions>>().Get(name);
        var catalog = services.GetRequiredService<ProviderCatalog>();
        return services.CreateRoute(name, options, options.Providers.Select(target =>
        {
            var client = catalog.GetProvider(target.Provider);
            return (client, new ChatTarget(target.Provider, target.Model, client.FindDefaultModel()));
        }));
    }
}
