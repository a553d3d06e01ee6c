using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Paracle.Internal;

namespace Paracle;

/// <summary>Puts Paracle together.</summary>
public static class ParacleServiceCollectionExtensions
{
    /// <summary>
    /// Registers the agent runtime, a store, the cache and the LLM layer. With no argument: a SQLite file in the working folder, a cache in
    /// memory, grants that deny what is not granted, and no provider; running an agent then fails with an error that says which call to add.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Chooses and configures the pieces, or null for the embedded default.</param>
    /// <returns><paramref name="services"/> itself.</returns>
    /// <exception cref="ConfigurationException">It was called before, or two calls in it contradict each other.</exception>
    public static IServiceCollection AddParacle(this IServiceCollection services, Action<IParacleBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(descriptor => descriptor.ServiceType == typeof(ParacleHost)))
        {
            throw new ConfigurationException("AddParacle was called twice. Make one call and configure everything in it.");
        }

        services.AddSingleton<ParacleHost>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<ParacleHost>());
        services.AddLogging().AddMetrics();
        services.TryAddSingleton(TimeProvider.System);

        var builder = new ParacleBuilder(services);
        configure?.Invoke(builder);
        if (Selection.Find(services, Selection.Store) is null)
        {
            builder.UseSqlite();
        }

        services.TryAddSingleton<ITenantResolver, SingleTenantResolver>();
        return services.AddInMemoryCoordination().AddParacleCache().AddParacleProviders().AddParacleRuntime();
    }
}
