using System.Collections.ObjectModel;

namespace Paracle;

/// <summary>Workflows in this process's memory, at most <see cref="InMemoryOptions.MaxSpecs"/>. They are gone when it ends.</summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="options">The bounds, or null for their defaults.</param>
public sealed class InMemoryWorkflowStore(TimeProvider timeProvider, InMemoryOptions? options = null) : IWorkflowStore
{
    private readonly Lock _lock = new();
    private readonly SpecTable<WorkflowSpec> _workflows = new("workflow", options ?? new InMemoryOptions(), timeProvider);

    /// <inheritdoc/>
    public ValueTask<Versioned<WorkflowSpec>?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        Validate(tenant, name, cancellationToken);
        lock (_lock)
        {
            return ValueTask.FromResult(_workflows.Find(tenant, name));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Versioned<WorkflowSpec>> SaveAsync(TenantId tenant, WorkflowSpec spec, long? expectedVersion, CancellationToken cancellationToken)
    {
        WorkflowSpecRules.Validate(spec);
        SpecVersions.Validate(expectedVersion);
        Validate(tenant, spec.Name, cancellationToken);
        lock (_lock)
        {
            return ValueTask.FromResult(_workflows.Save(tenant, spec.Name, Copy(spec), expectedVersion));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(TenantId tenant, string name, long? expectedVersion, CancellationToken cancellationToken)
    {
        SpecVersions.Validate(expectedVersion);
        Validate(tenant, name, cancellationToken);
        lock (_lock)
        {
            return ValueTask.FromResult(_workflows.Delete(tenant, name, expectedVersion));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Page<Versioned<WorkflowSpec>>> ListAsync(TenantId tenant, PageRequest page, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        ArgumentNullException.ThrowIfNull(page);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(_workflows.List(tenant, page));
        }
    }

    private static void Validate(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        InputRules.RequireName(name, "workflow name");
        cancellationToken.ThrowIfCancellationRequested();
    }

    // What is stored must not change when the caller changes its lists.
    private static WorkflowSpec Copy(WorkflowSpec spec) => spec with
    {
        Steps = Array.AsReadOnly(spec.Steps.Select(step => step with
        {
            Inputs = new ReadOnlyDictionary<string, WorkflowInput>(new Dictionary<string, WorkflowInput>(step.Inputs, StringComparer.Ordinal)),
        }).ToArray()),
    };
}
