namespace Paracle;

/// <summary>
/// A part of Paracle that needs a start and a stop. Hosts with <c>IHost</c> start the parts with the host, others with
/// <c>StartParacleAsync</c>. Parts start by <see cref="Order"/> and stop in reverse.
/// </summary>
public interface IParacleService
{
    /// <summary>Smaller starts earlier: 0 for stores, 100 for what uses them.</summary>
    int Order { get; }

    /// <summary>Makes the part ready. Called once.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>A task that ends when the part is ready.</returns>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Drains and stops the part.</summary>
    /// <param name="cancellationToken">The host's patience.</param>
    /// <returns>A task that ends when nothing of the part runs any more.</returns>
    Task StopAsync(CancellationToken cancellationToken);
}
