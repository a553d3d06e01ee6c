using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;

namespace Paracle.Benchmarks.Stores.Peers;

internal sealed class DapperClient(NpgsqlDataSource dataSource, string schema, int connections) : IStoreClient
{
    private readonly PeerSql _sql = new(schema);

    public string Name => "Dapper";

    public int Connections => connections;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReadAsync(ExecutionId id)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        _ = await connection.QuerySingleAsync<ExecutionRow>(
            _sql.FindByName, new { Tenant = TenantId.Default.Value, CreatedAt = id.CreatedAt.UtcDateTime, Id = id.Value });
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask InsertAsync(Execution execution)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(_sql.InsertByName, ExecutionRow.Of(execution));
    }
}
