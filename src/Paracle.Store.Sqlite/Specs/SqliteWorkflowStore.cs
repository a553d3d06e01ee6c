using System.Text.Json;

namespace Paracle.Store.Sqlite;

internal sealed class SqliteWorkflowStore(SqliteDatabase database, TimeProvider timeProvider) : IWorkflowStore
{
    private readonly SpecTable<WorkflowSpec> _table = new(SpecKind.Workflow, SpecJson.Default.WorkflowSpec);

    public ValueTask<Versioned<WorkflowSpec>?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        SpecArguments.Validate(tenant, name, "workflow name");
        return database.ReadAsync(session => _table.Find(session, tenant, name), cancellationToken);
    }

    public ValueTask<Versioned<WorkflowSpec>> SaveAsync(TenantId tenant, WorkflowSpec spec, long? expectedVersion, CancellationToken cancellationToken)
    {
        WorkflowSpecRules.Validate(spec);
        SpecVersions.Validate(expectedVersion);
        SpecArguments.Validate(tenant, spec.Name, "workflow name");
        var body = JsonSerializer.Serialize(spec, SpecJson.Default.WorkflowSpec);
        var save = new SpecToSave<WorkflowSpec>(spec.Name, null, spec, body, expectedVersion, timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        return database.WriteOnceAsync(session => _table.Save(session, tenant, save), cancellationToken);
    }

    public ValueTask<bool> DeleteAsync(TenantId tenant, string name, long? expectedVersion, CancellationToken cancellationToken)
    {
        SpecVersions.Validate(expectedVersion);
        SpecArguments.Validate(tenant, name, "workflow name");
        return database.WriteOnceAsync(session => _table.Delete(session, tenant, name, expectedVersion), cancellationToken);
    }

    public ValueTask<Page<Versioned<WorkflowSpec>>> ListAsync(TenantId tenant, PageRequest page, CancellationToken cancellationToken)
    {
        var after = SpecArguments.Validate(tenant, page);
        return database.ReadAsync(session => _table.List(session, tenant, after, page.Size), cancellationToken);
    }
}
