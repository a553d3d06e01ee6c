using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store.Sqlite;

/// <summary>This host's row: written at the start, renewed while it lives, removed at a clean stop.</summary>
internal sealed class HostLease(
    SqliteDatabase database, HostIdentity identity, IOptions<SqliteStoreOptions> options, TimeProvider timeProvider, ILogger<HostLease> logger)
{
    private long _heldSince;

    /// <summary>
    /// Whether the lease has been held without a break for as long as a lease lasts. After a jump of the clock or a sleep of the machine, which let all
    /// leases end, every host then had the time to renew its own.
    /// </summary>
    public bool IsSettled => timeProvider.GetElapsedTime(Volatile.Read(ref _heldSince)) >= options.Value.HostLease;

    /// <summary>Writes the row, under a name that no host has or had lately.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        while (await database.WriteOnceAsync(
            session => session.Execute(HostSql.Take, ("$name", identity.Name), ("$expires_at", NextEnd())), cancellationToken).ConfigureAwait(false) == 0)
        {
            identity.Renew();
        }

        Settle();
    }

    /// <summary>Renews the lease. A host that was given up for lost goes on under a new name: what ran under the old one has been ended elsewhere.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        switch (await database.WriteOnceAsync(Renew, cancellationToken).ConfigureAwait(false))
        {
            case null:
                var lost = identity.Name;
                identity.Renew();
                await TakeAsync(cancellationToken).ConfigureAwait(false);
                logger.HostLost(lost, identity.Name);
                break;
            case { } end when end <= Now():
                Settle();
                break;
        }
    }

    /// <summary>Removes the row, unless an execution of this host has not ended: then the lease ends, and another host closes it.</summary>
    public async Task GiveBackAsync(CancellationToken cancellationToken) =>
        await database.WriteOnceAsync(session => session.Execute(HostSql.GiveBack, ("$name", identity.Name)), cancellationToken).ConfigureAwait(false);

    // When the lease would have ended; null when the name is out of use.
    private long? Renew(SqliteSession session)
    {
        var end = session.Scalar(HostSql.ReadEnd, ("$name", identity.Name)) as long?;
        session.Execute(HostSql.Renew, ("$name", identity.Name), ("$expires_at", NextEnd()));
        return end;
    }

    private void Settle() => Volatile.Write(ref _heldSince, timeProvider.GetTimestamp());

    private long Now() => timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private long NextEnd() => (timeProvider.GetUtcNow() + options.Value.HostLease).ToUnixTimeMilliseconds();
}
