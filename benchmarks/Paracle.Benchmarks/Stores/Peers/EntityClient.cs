using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Paracle.Benchmarks.Stores.Peers;

/// <summary>EF Core as its guide to performance wants it: pooled contexts, no tracking of what is only read, a compiled query.</summary>
internal sealed class EntityClient(NpgsqlDataSource dataSource, int connections) : IStoreClient
{
    private readonly PooledDbContextFactory<EntityContext> _contexts = new(
        new DbContextOptionsBuilder<EntityContext>().UseNpgsql(dataSource).Options);

    public string Name => "EF Core";

    public int Connections => connections;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReadAsync(ExecutionId id)
    {
        await using var context = await _contexts.CreateDbContextAsync();
        if (await EntityContext.FindByKeyAsync(context, TenantId.Default.Value, id.CreatedAt.UtcDateTime, id.Value) is null)
        {
            throw new InvalidOperationException($"Execution {id} was not found.");
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask InsertAsync(Execution execution)
    {
        await using var context = await _contexts.CreateDbContextAsync();
        context.Executions.Add(ExecutionRow.Of(execution));
        await context.SaveChangesAsync();
    }
}
