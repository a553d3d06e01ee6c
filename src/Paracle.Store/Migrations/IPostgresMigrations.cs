namespace Paracle;

/// <summary>
/// Brings the schema of the PostgreSQL store up to date on the maintenance connection. Hosts that migrate (<see cref="PostgresMigrationMode.Apply"/>) do it by
/// themselves when they start; this is for programs that do it instead of them. It works whether the store is started or not.
/// </summary>
public interface IPostgresMigrations
{
    /// <summary>Compares the schema with the one these binaries know. Changes nothing.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Every migration that these binaries know, in order.</returns>
    /// <exception cref="ConfigurationException">The schema is newer, or not the one these binaries know.</exception>
    /// <exception cref="UnavailableException">The server does not answer.</exception>
    Task<IReadOnlyList<PostgresMigrationStatus>> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>Applies what is missing. Whoever is at it already is waited for; what was cut short is taken up where it ended.</summary>
    /// <param name="cancellationToken">Ends the work; what is done stays.</param>
    /// <returns>A task that ends when nothing is missing.</returns>
    /// <exception cref="ConfigurationException">The schema is newer, or not the one these binaries know, or the role lacks a privilege.</exception>
    /// <exception cref="UnavailableException">The server does not answer, or another host did not end within <see cref="PostgresStoreOptions.MigrationTimeout"/>.</exception>
    Task ApplyAsync(CancellationToken cancellationToken);

    /// <summary>Writes what <see cref="ApplyAsync"/> would run as a script for <c>psql</c>, for the partitions that there are now. Changes nothing.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The script; empty when nothing is missing.</returns>
    /// <exception cref="ConfigurationException">The schema is newer, or not the one these binaries know.</exception>
    /// <exception cref="UnavailableException">The server does not answer.</exception>
    Task<string> GetScriptAsync(CancellationToken cancellationToken);
}
