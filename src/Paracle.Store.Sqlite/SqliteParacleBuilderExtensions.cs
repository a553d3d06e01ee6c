using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Store.Sqlite;

namespace Paracle;

/// <summary>Brings the SQLite store.</summary>
public static class SqliteParacleBuilderExtensions
{
    /// <summary>Keeps agents, workflows, executions, grants, the journal, leases and budgets in one SQLite file, which processes on one machine may share.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the settings, or null for their defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ConfigurationException">Another store was chosen before.</exception>
    public static IParacleBuilder UseSqlite(this IParacleBuilder builder, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        if (Selection.Record(builder.Services, Selection.Store, nameof(UseSqlite)))
        {
            AddOptions(builder.Services);
            AddStore(builder.Services);
        }

        return builder;
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<SqliteStoreOptions>().ValidateOnStart();
        services.AddOptions<DurableQueueOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsRangeValidator>();
        services.AddSingleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsRuleValidator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DurableQueueOptions>, DurableQueueOptionsValidator>());
    }

    private static void AddStore(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new SqliteTelemetry(provider.GetService<IMeterFactory>()));
        services.AddSingleton<SqliteDatabase>();
        services.TryAddSingleton<HostIdentity>();
        services.AddSingleton<HostLease>();
        services.AddSingleton<OrphanSweeper>();
        services.AddSingleton<SqliteHost>();
        services.AddSingleton<ISqliteMaintenance, SqliteMaintenance>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SqliteMaintainer>(provider, new Random()));
        services.AddSingleton<IParacleService, SqliteStoreService>();
        services.AddSingleton<IExecutionStore, SqliteExecutionStore>();
        services.AddSingleton<IAgentStore, SqliteAgentStore>();
        services.AddSingleton<IWorkflowStore, SqliteWorkflowStore>();
        services.AddSingleton<IGrantStore, SqliteGrantStore>();
        services.AddSingleton<IDurableQueue, SqliteDurableQueue>();

        // A server that many hosts share keeps these better, whether it was chosen before or after.
        services.TryAddSingleton<IClusterLease, SqliteClusterLease>();
        services.TryAddSingleton<IBudgetLedger, SqliteBudgetLedger>();

        services.AddSingleton<IStoreCheck, SqliteSchemaCheck>();
        services.AddSingleton<IStoreCheck, SqliteDurabilityCheck>();
        services.AddSingleton<IStoreCheck, SqliteIntegrityCheck>();
        services.AddSingleton<IStoreCheck, SqliteWritableCheck>();
    }
}
