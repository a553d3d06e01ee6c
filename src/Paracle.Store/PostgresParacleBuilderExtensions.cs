using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Store;

namespace Paracle;

/// <summary>Brings the PostgreSQL store.</summary>
public static class PostgresParacleBuilderExtensions
{
    /// <summary>Keeps agents, workflows, executions, grants, the journal, leases and budgets in PostgreSQL, which any number of hosts share.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets at least <see cref="PostgresStoreOptions.ConnectionString"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ConfigurationException">Another store was chosen before.</exception>
    public static IParacleBuilder UsePostgres(this IParacleBuilder builder, Action<PostgresStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        if (Selection.Record(builder.Services, Selection.Store, nameof(UsePostgres)))
        {
            AddOptions(builder.Services);
            AddStore(builder.Services);
        }

        return builder;
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<PostgresStoreOptions>().ValidateOnStart();
        services.AddOptions<DurableQueueOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<PostgresStoreOptions>, PostgresStoreOptionsRangeValidator>();
        services.AddSingleton<IValidateOptions<PostgresStoreOptions>, PostgresStoreOptionsRuleValidator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DurableQueueOptions>, DurableQueueOptionsValidator>());
    }

    private static void AddStore(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new StoreTelemetry(provider.GetService<IMeterFactory>()));
        services.AddSingleton<PostgresDatabase>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<PostgresConnections>(provider, static () => new Random()));
        services.AddSingleton<MaintenanceConnections>();
        services.AddSingleton<PartitionTelemetry>();
        services.AddSingleton<ExecutionMonths>();
        services.AddSingleton<ExecutionWriters>();
        services.AddSingleton<CoalescedReads>();
        services.AddSingleton<IPostgresMigrations, PostgresMigrator>();
        services.AddSingleton<IPostgresMaintenance, PartitionMaintenance>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<PartitionMaintainer>(provider, new Random()));
        services.AddSingleton<IParacleService, PostgresStoreService>();
        services.AddSingleton<IExecutionStore, PostgresExecutionStore>();
        services.AddSingleton<IAgentStore, PostgresAgentStore>();
        services.AddSingleton<IWorkflowStore, PostgresWorkflowStore>();
        services.AddSingleton<IGrantStore, PostgresGrantStore>();
        services.TryAddSingleton<HostIdentity>();
        services.AddSingleton<HostLease>();
        services.AddSingleton<OrphanSweeper>();
        services.AddSingleton<OrphanTelemetry>();
        services.AddSingleton<PostgresHost>();
        services.AddSingleton<QueueTelemetry>();
        services.AddSingleton<QueueListener>();
        services.AddSingleton<QueueCommit>();
        services.AddSingleton<ExecutionQueueCommit>();
        services.AddSingleton<QueueAppender>();
        services.AddSingleton<IDurableQueue, PostgresDurableQueue>();

        // AddParacle adds those of one process's memory last, so they do not come in the way; what the host shares already, for example
        // Redis, stays, whichever call comes first.
        services.TryAddSingleton<IClusterLease, PostgresClusterLease>();
        services.TryAddSingleton<IBudgetLedger, PostgresBudgetLedger>();

        services.AddSingleton<IStoreCheck, PostgresConnectionCheck>();
        services.AddSingleton<IStoreCheck, PostgresSchemaCheck>();
        services.AddSingleton<PostgresBudgetCheck>();
        services.AddSingleton<IStoreCheck>(static provider => provider.GetRequiredService<PostgresBudgetCheck>());
        services.AddSingleton<IStoreCheck, PostgresPartitionsCheck>();
    }
}
