namespace Paracle;

/// <summary>The executions of each tenant. An acknowledged write is durable as far as the store says of itself.</summary>
public interface IExecutionStore
{
    /// <summary>Inserts an execution or moves the stored one on. A row keeps its highest version, and a terminal row is never changed. Subject,
    /// kind, target and input are those of the first write for good.</summary>
    /// <param name="execution">The execution with its new state and version. Versions may be skipped.</param>
    /// <param name="cancellationToken">Ends the wait; a write already handed over may still take effect.</param>
    /// <returns>Whether the write is what is stored now.</returns>
    /// <exception cref="InvalidInputException">A member breaks its rule.</exception>
    /// <exception cref="UnavailableException">The store is not started, is stopping, or does not answer.</exception>
    /// <remarks>Repeating a write after an unknown outcome is safe: it is Applied or Superseded, never doubled.</remarks>
    ValueTask<ExecutionWriteOutcome> WriteAsync(Execution execution, CancellationToken cancellationToken);

    /// <summary>Reads one execution.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The execution, or null when this tenant has none of that id.</returns>
    ValueTask<Execution?> FindAsync(TenantId tenant, ExecutionId id, CancellationToken cancellationToken);

    /// <summary>Lists executions, newest first by (created_at, id).</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="filter">Which executions.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The page.</returns>
    /// <exception cref="InvalidInputException">The filter, page size or cursor is malformed.</exception>
    ValueTask<Page<Execution>> ListAsync(TenantId tenant, ExecutionFilter filter, PageRequest page, CancellationToken cancellationToken);
}
