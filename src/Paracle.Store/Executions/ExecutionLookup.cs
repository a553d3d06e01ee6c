using Npgsql;

namespace Paracle.Store;

/// <summary>Executions by their ids.</summary>
internal sealed class ExecutionLookup(SqlIdentifier schema) : IKeyedQuery<ExecutionKey, Execution?>
{
    private readonly ExecutionSql _sql = new(schema);

    public Execution? Nothing => null;

    public SqlStatement Select(IReadOnlyList<ExecutionKey> keys) => _sql.FindMany(keys);

    public Execution Read(NpgsqlDataReader row, ExecutionKey key, Execution? result) => ExecutionTable.Read(row, key.Tenant, firstColumn: 1);
}
