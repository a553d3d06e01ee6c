namespace Paracle.Cache.Redis.Internal;

/// <summary>Leases in Redis. As durable as that Redis: after a failover two hosts may hold one name, which the fencing token then tells apart.</summary>
internal sealed class RedisClusterLease(RedisServer server, RedisScripts scripts) : IClusterLease
{
    private const string Kind = "lease";

    public async ValueTask<Lease?> TryAcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        InputRules.RequireKey(name, "lease name");
        InputRules.RequireKey(owner, "owner");
        InputRules.RequirePositive(duration, "lease duration");
        var reply = await server.RunAsync(scripts.AcquireLease, Kind, name, [owner, Milliseconds(duration)], cancellationToken).ConfigureAwait(false);
        return reply.IsNull ? null : new Lease(name, owner, (long)reply[0], DateTimeOffset.FromUnixTimeMilliseconds((long)reply[1]));
    }

    public async ValueTask<Lease?> RenewAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        InputRules.RequirePositive(duration, "lease duration");
        var end = await ChangeAsync(lease, Milliseconds(duration), cancellationToken).ConfigureAwait(false);
        return end is { } until ? lease with { ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(until) } : null;
    }

    public async ValueTask<bool> ReleaseAsync(Lease lease, CancellationToken cancellationToken) =>
        await ChangeAsync(lease, 0, cancellationToken).ConfigureAwait(false) is not null;

    private static long Milliseconds(TimeSpan duration) => Math.Max(1, (long)Math.Ceiling(duration.TotalMilliseconds));

    private async Task<long?> ChangeAsync(Lease lease, long milliseconds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var reply = await server.RunAsync(
            scripts.ChangeLease, Kind, lease.Name, [lease.Owner, lease.FencingToken, milliseconds], cancellationToken).ConfigureAwait(false);
        return reply.IsNull ? null : (long)reply;
    }
}
