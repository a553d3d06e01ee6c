using System.Text.Json;

namespace Paracle.Store;

internal sealed class PostgresWorkflowStore(PostgresDatabase database, TimeProvider timeProvider) : IWorkflowStore
{
    private readonly SpecTable<WorkflowSpec> _table = new(database.Schema, "workflow", SpecJson.Default.WorkflowSpec);

    public async ValueTask<Versioned<WorkflowSpec>?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        SpecArguments.Validate(tenant, name, "workflow name");
        return await database.RunAsync("workflows.find", (session, token) => _table.FindAsync(session, tenant, name, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Versioned<WorkflowSpec>> SaveAsync(TenantId tenant, WorkflowSpec spec, long? expectedVersion, CancellationToken cancellationToken)
    {
        WorkflowSpecRules.Validate(spec);
        SpecVersions.Validate(expectedVersion);
        SpecArguments.Validate(tenant, spec.Name, "workflow name");
        var body = JsonSerializer.Serialize(spec, SpecJson.Default.WorkflowSpec);
        var save = new SpecToSave<WorkflowSpec>(tenant, spec.Name, spec, body, expectedVersion, timeProvider.GetStoreTime());
        return await database.TransactAsync(
            "workflows.save", isRepeatable: false, (session, token) => _table.SaveAsync(session, save, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> DeleteAsync(TenantId tenant, string name, long? expectedVersion, CancellationToken cancellationToken)
    {
        SpecVersions.Validate(expectedVersion);
        SpecArguments.Validate(tenant, name, "workflow name");
        return await database.TransactAsync(
            "workflows.delete", isRepeatable: false, (session, token) => _table.DeleteAsync(session, tenant, name, expectedVersion, token), cancellationToken)
            .ConfigureAwait(false);
    }

    public async ValueTask<Page<Versioned<WorkflowSpec>>> ListAsync(TenantId tenant, PageRequest page, CancellationToken cancellationToken)
    {
        var after = SpecArguments.Validate(tenant, page);
        return await database.ReadAsync(
            "workflows.list", (session, token) => _table.ListAsync(session, tenant, after, page.Size, token), cancellationToken).ConfigureAwait(false);
    }
}
