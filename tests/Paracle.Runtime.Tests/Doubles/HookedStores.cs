namespace Paracle.Runtime.Tests.Doubles;

/// <summary>An execution store that a test can hold up or break.</summary>
internal sealed class HookedExecutionStore(IExecutionStore inner) : IExecutionStore
{
    private int _writes;

    public Func<Execution, CancellationToken, Task>? BeforeWrite { get; set; }

    public Func<Execution, Task>? AfterWrite { get; set; }

    public int Writes => Volatile.Read(ref _writes);

    public async ValueTask<ExecutionWriteOutcome> WriteAsync(Execution execution, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        await (BeforeWrite?.Invoke(execution, cancellationToken) ?? Task.CompletedTask);
        var outcome = await inner.WriteAsync(execution, cancellationToken);
        await (AfterWrite?.Invoke(execution) ?? Task.CompletedTask);
        return outcome;
    }

    public ValueTask<Execution?> FindAsync(TenantId tenant, ExecutionId id, CancellationToken cancellationToken) => inner.FindAsync(tenant, id, cancellationToken);

    public ValueTask<Page<Execution>> ListAsync(TenantId tenant, ExecutionFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        inner.ListAsync(tenant, filter, page, cancellationToken);
}

/// <summary>A grant store that a test can hold up or break; counts its reads.</summary>
internal sealed class HookedGrantStore(IGrantStore inner) : IGrantStore
{
    private int _reads;

    public Func<CancellationToken, Task>? BeforeRead { get; set; }

    public int Reads => Volatile.Read(ref _reads);

    public ValueTask AddAsync(Grant grant, CancellationToken cancellationToken) => inner.AddAsync(grant, cancellationToken);

    public ValueTask<bool> RemoveAsync(Grant grant, CancellationToken cancellationToken) => inner.RemoveAsync(grant, cancellationToken);

    public async ValueTask<IReadOnlyList<Grant>> GetForSubjectAsync(TenantId tenant, string subject, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await (BeforeRead?.Invoke(cancellationToken) ?? Task.CompletedTask);
        return await inner.GetForSubjectAsync(tenant, subject, cancellationToken);
    }
}

/// <summary>An agent store that a test can hold up or break; counts its reads of lineages.</summary>
internal sealed class HookedAgentStore(IAgentStore inner) : IAgentStore
{
    private int _reads;

    public Func<CancellationToken, Task>? BeforeRead { get; set; }

    public Func<Task>? AfterRead { get; set; }

    public int Reads => Volatile.Read(ref _reads);

    public async ValueTask<IReadOnlyList<Versioned<AgentSpec>>> GetLineageAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await (BeforeRead?.Invoke(cancellationToken) ?? Task.CompletedTask);
        var lineage = await inner.GetLineageAsync(tenant, name, cancellationToken);
        await (AfterRead?.Invoke() ?? Task.CompletedTask);
        return lineage;
    }

    public ValueTask<Versioned<AgentSpec>?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken) => inner.FindAsync(tenant, name, cancellationToken);

    public ValueTask<Versioned<AgentSpec>> SaveAsync(TenantId tenant, AgentSpec spec, long? expectedVersion, CancellationToken cancellationToken) =>
        inner.SaveAsync(tenant, spec, expectedVersion, cancellationToken);

    public ValueTask<bool> DeleteAsync(TenantId tenant, string name, long? expectedVersion, CancellationToken cancellationToken) =>
        inner.DeleteAsync(tenant, name, expectedVersion, cancellationToken);

    public ValueTask<Page<Versioned<AgentSpec>>> ListAsync(TenantId tenant, PageRequest page, CancellationToken cancellationToken) =>
        inner.ListAsync(tenant, page, cancellationToken);
}
