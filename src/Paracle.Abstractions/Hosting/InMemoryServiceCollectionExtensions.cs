using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Paracle;

/// <summary>Registers what lives in this process's memory.</summary>
public static class InMemoryServiceCollectionExtensions
{
    /// <summary>
    /// Registers leases, budgets and rate limits in memory, right for one host; what is registered already stays. Calling it again changes nothing.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns><paramref name="services"/> itself.</returns>
    public static IServiceCollection AddInMemoryCoordination(this IServiceCollection services)
    {
        services.AddOptions<InMemoryOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<InMemoryOptions>, InMemoryOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClusterLease>(static provider => new InMemoryClusterLease(Clock(provider), Options(provider)));
        services.TryAddSingleton<IBudgetLedger>(static provider => new InMemoryBudgetLedger(Clock(provider), Options(provider)));
        services.TryAddSingleton<IRateLimitStore>(static provider => new InMemoryRateLimitStore(Clock(provider), Options(provider)));
        return services;
    }

    internal static TimeProvider Clock(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    internal static InMemoryOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<InMemoryOptions>>().Value;
}
