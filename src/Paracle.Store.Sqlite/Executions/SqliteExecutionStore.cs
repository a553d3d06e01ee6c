namespace Paracle.Store.Sqlite;

internal sealed class SqliteExecutionStore(SqliteDatabase database) : IExecutionStore
{
    public ValueTask<ExecutionWriteOutcome> WriteAsync(Execution execution, CancellationToken cancellationToken)
    {
        ExecutionRules.Validate(execution);
        return database.WriteOnceAsync(session => ExecutionTable.Write(session, execution), cancellationToken);
    }

    public ValueTask<Execution?> FindAsync(TenantId tenant, ExecutionId id, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        return database.ReadAsync(session => ExecutionTable.Find(session, tenant, id), cancellationToken);
    }

    public ValueTask<Page<Execution>> ListAsync(TenantId tenant, ExecutionFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        filter.Validate();
        page.Validate();
        var list = new ExecutionList(tenant, filter, page);
        return database.ReadAsync(list.Read, cancellationToken);
    }
}
