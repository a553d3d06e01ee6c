namespace Paracle;

/// <summary>
/// Removes the executions that <see cref="SqliteStoreOptions.Retention"/> ends. A started store does it by itself; this is for a look ahead, and for a moment
/// that the host chooses.
/// </summary>
public interface ISqliteMaintenance
{
    /// <summary>How many executions maintenance would remove now. Changes nothing.</summary>
    /// <param name="cancellationToken">Ends the count.</param>
    /// <returns>The number; 0 without a retention.</returns>
    /// <exception cref="UnavailableException">The store is not started, or the file cannot be read.</exception>
    Task<long> PlanAsync(CancellationToken cancellationToken);

    /// <summary>Removes them, a few in a transaction, so that writers go on meanwhile.</summary>
    /// <param name="cancellationToken">Ends the work after the transaction at hand; a later run goes on.</param>
    /// <returns>How many this call removed.</returns>
    /// <exception cref="UnavailableException">The store is not started or is stopping, or the file cannot be written.</exception>
    Task<long> RunAsync(CancellationToken cancellationToken);
}
