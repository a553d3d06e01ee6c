namespace Paracle.Store;

internal sealed class PostgresExecutionStore(PostgresDatabase database, ExecutionMonths months) : IExecutionStore
{
    private readonly ExecutionTable _table = new(database.Schema);

    public async ValueTask<ExecutionWriteOutcome> WriteAsync(Execution execution, CancellationToken cancellationToken)
    {
        ExecutionRules.Validate(execution);
        return await months.WriteAsync(execution, () => WriteOnceAsync(execution, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Execution?> FindAsync(TenantId tenant, ExecutionId id, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
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

    // A write whose acknowledgement was lost is sent again and meets itself: that is no other write that came before it.
    private Task<ExecutionWriteOutcome> WriteOnceAsync(Execution execution, CancellationToken cancellationToken)
    {
        var isRepeated = false;
        return database.RunAsync(
            "executions.write",
            async (session, token) =>
            {
                var mayHaveBeenSent = isRepeated;
                isRepeated = true;
                var outcome = await _table.WriteAsync(session, execution, token).ConfigureAwait(false);
                return outcome == ExecutionWriteOutcome.Superseded && mayHaveBeenSent
                    && await _table.FindAsync(session, execution.Tenant, execution.Id, token).ConfigureAwait(false) == execution
                    ? ExecutionWriteOutcome.Applied
                    : outcome;
            },
            cancellationToken);
    }
}
