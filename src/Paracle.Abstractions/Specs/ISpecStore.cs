namespace Paracle;

/// <summary>Named, versioned specs of one kind, each in its tenant.</summary>
/// <typeparam name="TSpec">The kind of spec.</typeparam>
public interface ISpecStore<TSpec>
{
    /// <summary>Reads one spec.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">The spec's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The spec, or null when there is none of that name.</returns>
    ValueTask<Versioned<TSpec>?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken);

    /// <summary>Creates or replaces a spec, once it is valid.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="expectedVersion">Null saves whatever is stored; 0 saves only if nothing is; n only over version n.</param>
    /// <param name="cancellationToken">Ends the wait; a save already handed over may still take effect.</param>
    /// <returns>The spec as stored, with its new version.</returns>
    /// <exception cref="InvalidInputException">The spec breaks a rule.</exception>
    /// <exception cref="ConflictException">Another version is stored.</exception>
    ValueTask<Versioned<TSpec>> SaveAsync(TenantId tenant, TSpec spec, long? expectedVersion, CancellationToken cancellationToken);

    /// <summary>Deletes a spec.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">The spec's name.</param>
    /// <param name="expectedVersion">Null deletes whatever is stored; n only version n.</param>
    /// <param name="cancellationToken">Ends the wait; a delete already handed over may still take effect.</param>
    /// <returns>True when it was deleted, false when there was none.</returns>
    /// <exception cref="ConflictException">Another version is stored, or something stored depends on the spec.</exception>
    ValueTask<bool> DeleteAsync(TenantId tenant, string name, long? expectedVersion, CancellationToken cancellationToken);

    /// <summary>Lists the specs of a tenant by name, in ordinal order.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The page.</returns>
    /// <exception cref="InvalidInputException">The page size or cursor is malformed.</exception>
    ValueTask<Page<Versioned<TSpec>>> ListAsync(TenantId tenant, PageRequest page, CancellationToken cancellationToken);
}
