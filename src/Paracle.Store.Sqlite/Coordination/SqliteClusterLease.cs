namespace Paracle.Store.Sqlite;

/// <summary>Leases among the processes that share the file. They are on one machine, and so have one clock.</summary>
internal sealed class SqliteClusterLease(SqliteDatabase database, TimeProvider timeProvider) : IClusterLease
{
    public ValueTask<Lease?> TryAcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        InputRules.RequireKey(name, "lease name");
        InputRules.RequireKey(owner, "owner");
        InputRules.RequirePositive(duration, "lease duration");
        return database.WriteAsync(
            session =>
            {
                var (now, until) = Span(duration);
                session.Execute(LeaseSql.RemoveEnded, ("$now", now));
                return session.Scalar(LeaseSql.Acquire, ("$name", name), ("$owner", owner), ("$expires_at", until)) is long token
                    ? new Lease(name, owner, token, DateTimeOffset.FromUnixTimeMilliseconds(until))
                    : null;
            },
            cancellationToken);
    }

    public ValueTask<Lease?> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        InputRules.RequirePositive(duration, "lease duration");
        return database.WriteOnceAsync(
            session =>
            {
                var (now, until) = Span(duration);
                return session.Execute(LeaseSql.Renew, [.. Held(lease, now), ("$expires_at", until)]) == 1
                    ? lease with { ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(until) }
                    : null;
            },
            cancellationToken);
    }

    public ValueTask<bool> ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return database.WriteOnceAsync(session => session.Execute(LeaseSql.Release, Held(lease, Span(default).Now)) == 1, cancellationToken);
    }

    private static (string Name, object? Value)[] Held(Lease lease, long now) =>
        [("$token", lease.FencingToken), ("$name", lease.Name), ("$owner", lease.Owner), ("$now", now)];

    private (long Now, long Until) Span(TimeSpan duration)
    {
        var now = timeProvider.GetUtcNow();
        return (now.ToUnixTimeMilliseconds(), (now + duration).ToUnixTimeMilliseconds());
    }
}
