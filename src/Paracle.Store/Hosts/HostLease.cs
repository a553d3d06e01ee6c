using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>This host's row: written at the start, renewed while it lives, removed at a clean stop. Only the server's clock counts.</summary>
internal sealed class HostLease(
    PostgresDatabase database, HostIdentity identity, IOptions<PostgresStoreOptions> options, TimeProvider timeProvider, ILogger<HostLease> logger)
{
    private readonly HostSql _sql = new(database.Schema);
    private readonly Lock _lock = new(); // guards _renewedAt when it is written
    private long _heldSince;
    private long _renewedAt;
    private volatile bool _isTaken;

    /// <summary>
    /// Whether the lease has been renewed in time for as long as a lease lasts. After an outage of the server, which may let leases end while others hold,
    /// every host then had the time to renew its own.
    /// </summary>
    public bool IsSettled => !IsLate && timeProvider.GetElapsedTime(Volatile.Read(ref _heldSince)) >= options.Value.HostLease;

    private bool IsLate => timeProvider.GetElapsedTime(Volatile.Read(ref _renewedAt)) > 1.5 * options.Value.HostRenewal;

    /// <summary>Writes the row, under a name that no host has or had lately.</summary>
    /// <exception cref="UnavailableException">The server takes no writes now. The first renewal writes it then.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        while (await database.RunAsync(
            "hosts.take",
            (session, token) => session.ExecuteAsync(_sql.Insert(identity.Name, settings.HostLease, PostgresDataSources.CountToPrimary(settings)), token),
            cancellationToken).ConfigureAwait(false) == 0)
        {
            identity.Renew();
        }

        _isTaken = true;
        Settle();
        Renewed(timeProvider.GetTimestamp());
    }

    /// <summary>Renews the lease. A host that was given up for lost goes on under a new name: what ran under the old one has been ended elsewhere.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (!_isTaken)
        {
            await TakeAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        var (began, wasLate) = (timeProvider.GetTimestamp(), IsLate);
        var hadEnded = await database.RunAsync(
            "hosts.renew", (session, token) => session.ReadAsync(_sql.Renew(identity.Name, options.Value.HostLease), static reader => reader.GetBoolean(0), token), cancellationToken)
            .ConfigureAwait(false);
        if (hadEnded.Count == 0)
        {
            var lost = identity.Name;
            _isTaken = false; // until the row of the next name is written
            identity.Renew();
            await TakeAsync(cancellationToken).ConfigureAwait(false);
            logger.HostLost(lost, identity.Name);
        }
        else
        {
            if (hadEnded.Single() || wasLate)
            {
                Settle(); // before it counts as renewed: a sweep in between would take the lease for an old one
            }

            Renewed(began);
        }
    }

    /// <summary>Removes the row, unless an execution of this host has not ended: then the lease ends, and another host closes it.</summary>
    public Task GiveBackAsync(CancellationToken cancellationToken) =>
        database.RunAsync("hosts.give_back", (session, token) => session.ExecuteAsync(_sql.Remove(identity.Name), token), cancellationToken);

    // A renewal whose answer comes late must not undo what a later one has told.
    private void Renewed(long at)
    {
        lock (_lock)
        {
            Volatile.Write(ref _renewedAt, Math.Max(_renewedAt, at));
        }
    }

    private void Settle() => Volatile.Write(ref _heldSince, timeProvider.GetTimestamp());
}
