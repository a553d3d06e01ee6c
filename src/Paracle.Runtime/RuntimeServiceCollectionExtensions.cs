using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Runtime.Internal;
using Paracle.Runtime.Internal.Agents;
using Paracle.Runtime.Internal.Grants;
using Paracle.Runtime.Internal.Runs;
using Paracle.Runtime.Internal.Tools;

namespace Paracle;

/// <summary>Registers the runtime.</summary>
public static class RuntimeServiceCollectionExtensions
{
    private const string InnerStoreKey = "paracle.runtime.store";

    /// <summary>Registers <see cref="IAgentRuntime"/> over the stores, cache and provider catalog of the host. Without <c>AllowAll</c>
    /// everything is denied that is not granted. Calling it again changes nothing.</summary>
    /// <param name="services">The host's services. The store is registered already: its <see cref="IAgentStore"/> is wrapped, so that
    /// saving an agent evicts it from the cache.</param>
    /// <returns><paramref name="services"/> itself.</returns>
    /// <exception cref="ConfigurationException">No store is registered yet.</exception>
    public static IServiceCollection AddParacleRuntime(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(descriptor => descriptor.ServiceType == typeof(AgentRuntime)))
        {
            return services;
        }

        WrapAgentStore(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<RuntimeOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RuntimeOptions>, RuntimeOptionsValidator>());
        services.TryAddSingleton<IGrantPolicy, CachedGrantPolicy>();
        services.TryAddSingleton<IHybridCacheSerializer<CachedAgent>, CachedAgentSerializer>();
        services.AddSingleton<RuntimeTelemetry>();
        services.TryAddSingleton<HostIdentity>();
        services.AddSingleton<AgentCache>();
        services.AddSingleton<AgentSpecs>();
        services.AddSingleton<GrantGate>();
        services.AddSingleton<ToolCatalog>();
        services.AddSingleton<ToolCaller>();
        services.AddSingleton<RunPlanner>();
        services.AddSingleton<RunLoop>();
        services.AddSingleton<ExecutionRecorder>();
        services.AddSingleton<RunRegistry>();
        services.AddSingleton<IParacleService>(provider => provider.GetRequiredService<RunRegistry>());
        services.AddSingleton<RunConductor>();
        services.AddSingleton<RunCanceller>();
        services.AddSingleton<AgentRuntime>();
        services.AddSingleton<IAgentRuntime>(provider => provider.GetRequiredService<AgentRuntime>());
        return services;
    }

    private static void WrapAgentStore(IServiceCollection services)
    {
        var store = services.LastOrDefault(descriptor => descriptor.ServiceType == typeof(IAgentStore) && !descriptor.IsKeyedService)
            ?? throw new ConfigurationException("The runtime was added before a store. Choose the store first, for example with UseSqlite.");
        services.Remove(store);

        // Kept as a service of its own, so that the container makes it and disposes it as before.
        services.Add(store switch
        {
            { ImplementationInstance: { } instance } => new ServiceDescriptor(typeof(IAgentStore), InnerStoreKey, instance),
            { ImplementationFactory: { } factory } => new ServiceDescriptor(typeof(IAgentStore), InnerStoreKey, (provider, _) => factory(provider), store.Lifetime),
            _ => new ServiceDescriptor(typeof(IAgentStore), InnerStoreKey, store.ImplementationType!, store.Lifetime),
        });
        services.AddSingleton<IAgentStore>(provider =>
            new CachingAgentStore(provider.GetRequiredKeyedService<IAgentStore>(InnerStoreKey), provider.GetRequiredService<AgentCache>()));
    }
}
