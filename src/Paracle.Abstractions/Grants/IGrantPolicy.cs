namespace Paracle;

/// <summary>Says whether a caller may do something. The host chooses one explicitly: grants, or allow all.</summary>
public interface IGrantPolicy
{
    /// <summary>Whether the caller may. An error of the source is raised, never read as yes.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="action">What is asked for.</param>
    /// <param name="resource">On what: one agent or tool by name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True when a grant covers it.</returns>
    ValueTask<bool> AllowsAsync(Caller caller, GrantAction action, GrantResource resource, CancellationToken cancellationToken);
}
