using System.Runtime.CompilerServices;

namespace Paracle.Benchmarks.Stores.Peers;

internal sealed class ParacleClient(IExecutionStore store) : IStoreClient
{
    public const string ClientName = "Paracle";

    public string Name => ClientName;

    public int Connections => new PostgresStoreOptions().MaxPoolSize;

    // Pooled here and in the other clients: what measures must not add to what is measured.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReadAsync(ExecutionId id)
    {
        if (await store.FindAsync(TenantId.Default, id, CancellationToken.None) is null)
        {
            throw new InvalidOperationException($"Execution {id} was not found.");
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask InsertAsync(Execution execution) => await store.WriteAsync(execution, CancellationToken.None);
}
