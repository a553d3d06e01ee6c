using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using static Paracle.InMemoryServiceCollectionExtensions;

namespace Paracle;

/// <summary>What memory brings to <see cref="IParacleBuilder"/>.</summary>
public static class InMemoryParacleBuilderExtensions
{
    /// <summary>Chooses a store in this process's memory: for tests and trials. Everything in it is gone when the process ends.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the bounds, or null.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="ConfigurationException">Another store was chosen before.</exception>
    public static IParacleBuilder UseInMemory(this IParacleBuilder builder, Action<InMemoryOptions>? configure = null)
    {
        var services = builder.Services.AddInMemoryCoordination();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (!Selection.Record(services, Selection.Store, nameof(UseInMemory)))
        {
            return builder;
        }

        services.AddOptions<DurableQueueOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DurableQueueOptions>, DurableQueueOptionsValidator>());
        services.AddSingleton<IAgentStore>(static provider => new InMemoryAgentStore(Clock(provider), Options(provider)));
        services.AddSingleton<IWorkflowStore>(static provider => new InMemoryWorkflowStore(Clock(provider), Options(provider)));
        services.AddSingleton<IGrantStore>(static provider => new InMemoryGrantStore(Options(provider)));
        services.AddSingleton(static provider => new InMemoryExecutionStore(Options(provider)));
        services.AddSingleton<IExecutionStore>(static provider => provider.GetRequiredService<InMemoryExecutionStore>());
        services.AddSingleton<IDurableQueue>(static provider => new InMemoryDurableQueue(
            provider.GetRequiredService<InMemoryExecutionStore>(), Clock(provider), provider.GetRequiredService<IOptions<DurableQueueOptions>>().Value));
        services.AddSingleton<IStoreCheck, InMemoryStoreCheck>();
        return builder;
    }
}
