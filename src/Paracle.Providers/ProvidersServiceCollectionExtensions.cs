using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Providers.Answers.Internal;
using Paracle.Providers.Budgets.Internal;
using Paracle.Providers.Catalog.Internal;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Fallback.Internal;
using Paracle.Providers.RateLimiting.Internal;
using Paracle.Providers.Tokens.Internal;

namespace Paracle;

/// <summary>Registers the provider catalog.</summary>
public static class ProvidersServiceCollectionExtensions
{
    /// <summary>Registers <see cref="IProviderCatalog"/>, empty until a provider is added. Calling it again changes nothing.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns><paramref name="services"/> itself.</returns>
    public static IServiceCollection AddParacleProviders(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddLogging().AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ITenantResolver, SingleTenantResolver>();
        services.TryAddSingleton<ChatComposer>();
        services.TryAddSingleton<ProviderCatalog>();
        services.TryAddSingleton<IProviderCatalog>(static provider => provider.GetRequiredService<ProviderCatalog>());
        services.TryAddSingleton<AnswerTelemetry>();
        services.TryAddSingleton<IHybridCacheSerializer<Answer>, AnswerSerializer>();
        services.TryAddSingleton<BudgetTelemetry>();
        services.TryAddSingleton<FallbackTelemetry>();
        services.TryAddSingleton<RateLimitTelemetry>();
        services.TryAddSingleton<SpendingTelemetry>();
        services.AddPriceList();
        services.AddOptions<ProvidersOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProvidersOptions>, DefaultProviderValidator>());
        return services;
    }
}
