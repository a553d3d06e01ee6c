namespace Paracle.Store;

/// <summary>Leases among the hosts that share the database. Each goes by its own clock; where clocks differ, the fencing token decides.</summary>
internal sealed class PostgresClusterLease(PostgresDatabase database, TimeProvider timeProvider) : IClusterLease
{
    // Far longer than a statement can be under way with a token that it drew.
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private readonly LeaseSql _sql = new(database.Schema);

    public async ValueTask<Lease?> TryAcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        InputRules.RequireKey(name, "lease name");
        InputRules.RequireKey(owner, "owner");
        InputRules.RequirePositive(duration, "lease duration");
        var (now, until) = (timeProvider.GetStoreTime(), timeProvider.GetStoreTime(duration));
        var tokens = await database.TransactAsync(
            "leases.acquire",
            isRepeatable: false,
            async (session, token) =>
            {
                await session.ExecuteAsync(_sql.RemoveForgotten(now - Memory), token).ConfigureAwait(false);
                return await session.ReadAsync(_sql.Acquire(name, owner, until, now), static reader => reader.GetInt64(0), token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return tokens is [var fencingToken] ? new Lease(name, owner, fencingToken, until) : null;
    }

    public async ValueTask<Lease?> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        InputRules.RequirePositive(duration, "lease duration");
        var (now, until) = (timeProvider.GetStoreTime(), timeProvider.GetStoreTime(duration));
        var renewed = await database.RunAsync("leases.renew", (session, token) => session.ExecuteAsync(_sql.Renew(lease, until, now), token), cancellationToken)
            .ConfigureAwait(false);
        return renewed == 1 ? lease with { ExpiresAt = until } : null;
    }

    public async ValueTask<bool> ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var released = await database.TransactAsync(
            "leases.release",
            isRepeatable: false,
            (session, token) => session.ExecuteAsync(_sql.Release(lease, timeProvider.GetStoreTime()), token),
            cancellationToken).ConfigureAwait(false);
        return released == 1;
    }
}
