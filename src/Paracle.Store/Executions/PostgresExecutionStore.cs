namespace Paracle.Store;

internal sealed class PostgresExecutionStore(PostgresDatabase database, ExecutionMonths months, ExecutionWriters writers, CoalescedReads reads) : IExecutionStore
{
    private readonly ExecutionTable _table = new(database.Schema);
    private readonly CoalescedRead<ExecutionKey, Execution?> _byId = reads.Create("executions.find", () => new ExecutionLookup(database.Schema));

    public ValueTask<ExecutionWriteOutcome> WriteAsync(Execution execution, CancellationToken cancellationToken)
    {
        ExecutionRules.Validate(execution);
        months.RequireWindow(execution.CreatedAt);
        database.RequireOpen();
        return writers.WriteAsync(execution, cancellationToken);
    }

    public ValueTask<Execution?> FindAsync(TenantId tenant, ExecutionId id, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        database.RequireOpen();
        return months.IsInWindow(id.CreatedAt)
            ? _byId.ReadAsync(new ExecutionKey(tenant, id), cancellationToken)
            : ValueTask.FromResult<Execution?>(null);
    }

    public async ValueTask<Page<Execution>> ListAsync(TenantId tenant, ExecutionFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        filter.Validate();
        page.Validate();
        var range = new ExecutionRange(tenant, filter, page);
        return await database.ReadAsync("executions.list", (session, token) => _table.ListAsync(session, range, token), cancellationToken).ConfigureAwait(false);
    }
}
