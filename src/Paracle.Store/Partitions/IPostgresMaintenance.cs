namespace Paracle;

/// <summary>
/// Looks after the months of executions on the maintenance connection. Hosts that migrate (<see cref="PostgresMigrationMode.Apply"/>) do it by themselves; this is
/// for a look ahead, and for programs that do it instead of them. It works whether the store is started or not.
/// </summary>
public interface IPostgresMaintenance
{
    /// <summary>What maintenance would do now. Changes nothing.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The steps in their order; empty when there is nothing to do.</returns>
    /// <exception cref="ConfigurationException">The connection is refused.</exception>
    /// <exception cref="UnavailableException">The server does not answer.</exception>
    Task<IReadOnlyList<PostgresMaintenanceStep>> PlanAsync(CancellationToken cancellationToken);

    /// <summary>Does what <see cref="PlanAsync"/> tells. A step that fails does not keep the others from being tried; each can be repeated.</summary>
    /// <param name="cancellationToken">Ends the work between or within steps; a later run finishes it.</param>
    /// <returns>The steps that were done, or null when another host is at it.</returns>
    /// <exception cref="ParacleException">The error of the first step that failed.</exception>
    Task<IReadOnlyList<PostgresMaintenanceStep>?> RunAsync(CancellationToken cancellationToken);

    /// <summary>Writes the SQL that lets the extension <c>pg_cron</c> do the same from within the server, with the settings of <see cref="PostgresPartitionOptions"/>.
    /// Speaks to no server.</summary>
    /// <returns>A script for <c>psql</c>, to be run as the role that owns the tables.</returns>
    string GetCronScript();
}
