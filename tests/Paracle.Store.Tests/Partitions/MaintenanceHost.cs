using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Paracle.Store.Tests;

/// <summary>Hosts on one schema whose clock and settings of partitions a test chooses.</summary>
internal sealed class MaintenanceHost(TestSchema schema, TimeProvider time)
{
    public FakeLogCollector Logs { get; } = new();

    public Task<TestStore> StartAsync(Action<PostgresPartitionOptions>? configure = null, Route route = Route.Direct, Action<PostgresStoreOptions>? more = null) =>
        TestStore.StartAsync(
            schema,
            route,
            options =>
            {
                configure?.Invoke(options.Partitions);
                more?.Invoke(options);
            },
            services => services.AddSingleton(time).AddMetrics(),
            Logs);

    /// <summary>A host that starts nothing: what it is asked to do is all that it does.</summary>
    public TestStore Create(Action<PostgresPartitionOptions>? configure = null, Route route = Route.Direct) =>
        TestStore.Create(schema, route, options => configure?.Invoke(options.Partitions), services => services.AddSingleton(time).AddMetrics(), Logs);

    /// <summary>The attached partitions, those being detached marked by a star.</summary>
    public async Task<string> PartitionsAsync() => string.Join(' ', await Sql.QueryAsync($"""
        SELECT replace(relname, 'executions_', '') || CASE WHEN inhdetachpending THEN '*' ELSE '' END FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = '{schema.Name}.executions'::regclass ORDER BY 1
        """));

    /// <summary>Writes an execution of a time, which makes its month where that is missing.</summary>
    public static async Task<Execution> WriteAsync(TestStore store, DateTimeOffset createdAt)
    {
        var execution = Samples.Execution(new FakeTimeProvider(createdAt));
        (await store.Executions.WriteAsync(execution, TestContext.Current.CancellationToken)).ShouldBe(ExecutionWriteOutcome.Applied);
        return execution;
    }
}
