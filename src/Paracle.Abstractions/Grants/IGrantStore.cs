namespace Paracle;

/// <summary>The grants of each tenant. It answers from the source; <see cref="IGrantPolicy"/> is what code asks.</summary>
public interface IGrantStore
{
    /// <summary>The most grants one subject can hold: 1,000.</summary>
    const int MaxPerSubject = 1000;

    /// <summary>Gives a grant. Giving one that stands changes nothing.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="cancellationToken">Ends the wait; a write already handed over may still take effect.</param>
    /// <returns>A task that ends when the grant is stored.</returns>
    /// <exception cref="InvalidInputException">The grant is malformed.</exception>
    /// <exception cref="ConflictException">The subject already holds 1,000 grants.</exception>
    ValueTask AddAsync(Grant grant, CancellationToken cancellationToken);

    /// <summary>Takes a grant back.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="cancellationToken">Ends the wait; a write already handed over may still take effect.</param>
    /// <returns>True when it stood, false when there was none.</returns>
    ValueTask<bool> RemoveAsync(Grant grant, CancellationToken cancellationToken);

    /// <summary>Reads every grant of a subject.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The grants, at most 1,000, in no order.</returns>
    ValueTask<IReadOnlyList<Grant>> GetForSubjectAsync(TenantId tenant, string subject, CancellationToken cancellationToken);
}
