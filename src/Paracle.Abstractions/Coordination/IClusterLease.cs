namespace Paracle;

/// <summary>Leases by name among the hosts that share a server. A lease is advice; its fencing token is what a sink checks.</summary>
public interface IClusterLease
{
    /// <summary>Takes a lease if it is free.</summary>
    /// <param name="name">The lease's name: a key of 1 to 1,024 characters.</param>
    /// <param name="owner">Who takes it: a key, unique to the taker. The owner of a live lease takes it again only by renewing.</param>
    /// <param name="duration">How long it holds unless renewed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease, or null when another holds it.</returns>
    ValueTask<Lease?> TryAcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Holds a lease for longer.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="duration">How long from now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease with its new end, or null when it is lost.</returns>
    ValueTask<Lease?> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives a lease back. Giving back a lost one changes nothing.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True when it was still held.</returns>
    ValueTask<bool> ReleaseAsync(Lease lease, CancellationToken cancellationToken);
}
