namespace Paracle.Store;

internal sealed class PostgresExecutionStore(PostgresDatabase database, ExecutionMonths months, ExecutionWriters writers) : IExecutionStore
{
    private readonly ExecutionTable _table = new(database.Schema);

    public ValueTask<ExecutionWriteOutcome> WriteAsync(Execution execution, CancellationToken cancellationToken)
    {
        ExecutionRules.Validate(execution);
        months.RequireWindow(execution.CreatedAt);
        database.RequireOpen();
        return writers.WriteAsync(execution, cancellationToken);
    }

    public async ValueTask<Execution?> FindAsync(TenantId tenant, ExecutionId id, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        database.RequireOpen();
        if (!months.IsInWindow(id.CreatedAt))
        {
            return null;
        }

        return await database.RunAsync("executions.find", (session, token) => _table.FindAsync(session, tenant, id, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Page<Execution>> ListAsync(TenantId tenant, ExecutionFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        filter.Validate();
        page.Validate();
        var range = new ExecutionRange(tenant, filter, page);
        return await database.RunAsync("executions.list", (session, token) => _table.ListAsync(session, range, token), cancellationToken).ConfigureAwait(false);
    }
}
