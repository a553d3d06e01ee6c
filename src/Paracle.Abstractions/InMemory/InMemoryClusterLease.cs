namespace Paracle;

/// <summary>Leases in this process's memory, at most <see cref="InMemoryOptions.MaxLeases"/> at a time: a cluster of one host.</summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="options">The bounds, or null for their defaults.</param>
public sealed class InMemoryClusterLease(TimeProvider timeProvider, InMemoryOptions? options = null) : IClusterLease
{
    private readonly Lock _lock = new();
    private readonly LeaseTable<string> _leases = new(
        new MemoryBound((options ?? new InMemoryOptions()).MaxLeases, nameof(InMemoryOptions.MaxLeases)), timeProvider);

    /// <inheritdoc/>
    /// <exception cref="LimitExceededException">Memory holds its most leases.</exception>
    public ValueTask<Lease?> TryAcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        InputRules.RequireKey(name, "lease name");
        InputRules.RequireKey(owner, "owner");
        InputRules.RequirePositive(duration, "lease duration");
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(
                _leases.TryAcquire(name, owner, duration) is { } taken ? new Lease(name, owner, taken.Token, taken.ExpiresAt) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Lease?> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        InputRules.RequirePositive(duration, "lease duration");
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(
                _leases.Renew(lease.Name, lease.Owner, lease.FencingToken, duration) is { } until ? lease with { ExpiresAt = until } : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(_leases.Release(lease.Name, lease.Owner, lease.FencingToken));
        }
    }
}
