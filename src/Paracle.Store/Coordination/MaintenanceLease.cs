namespace Paracle.Store;

/// <summary>
/// The turn of one host to maintain or to migrate online. It is a row and no advisory lock, because statements that cannot run in a transaction cannot hold one
/// through a pooler. It goes by the server's clock: that of a host may be an hour off.
/// </summary>
internal sealed class MaintenanceLease(MaintenanceConnections connections, SqlIdentifier schema, TimeProvider timeProvider)
{
    private const string Name = "paracle.maintenance";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    private readonly LeaseSql _sql = new(schema);
    private readonly string _owner = Guid.NewGuid().ToString();

    /// <summary>Does work under the lease, which is renewed meanwhile.</summary>
    /// <returns>False when another host holds it, and nothing was done.</returns>
    /// <exception cref="LeaseLostException">The lease was lost, and the work was cancelled.</exception>
    public async Task<bool> TryHoldAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (await AcquireAsync(cancellationToken).ConfigureAwait(false) is not { } lease)
        {
            return false;
        }

        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var done = new CancellationTokenSource();
        var renewing = KeepAsync(lease, held, done.Token);
        try
        {
            await work(held.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LeaseLostException($"The lease '{Name}' under fencing token {lease.FencingToken} went to another host, which goes on with the work.");
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(false);
            await ReleaseAsync(lease).ConfigureAwait(false);
        }
    }

    private Task<Lease?> AcquireAsync(CancellationToken cancellationToken) => connections.Brief.TransactAsync(
        "maintenance.acquire",
        isRepeatable: false,
        async (session, token) =>
        {
            var now = await NowAsync(session, token).ConfigureAwait(false);
            var tokens = await session.ReadAsync(_sql.Acquire(Name, _owner, now + Duration, now), static reader => reader.GetInt64(0), token).ConfigureAwait(false);
            return tokens is [var fencingToken] ? new Lease(Name, _owner, fencingToken, now + Duration) : null;
        },
        cancellationToken);

    private async Task KeepAsync(Lease lease, CancellationTokenSource held, CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                await Task.Delay(Duration / 3, timeProvider, cancellationToken).ConfigureAwait(false);
            }
            while (await RenewAsync(lease, cancellationToken).ConfigureAwait(false));
            await held.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
    }

    // A server that is away takes the lease from nobody, and what needs it fails by itself.
    private async Task<bool> RenewAsync(Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            return await connections.Brief.RunAsync(
                "maintenance.renew",
                async (session, token) =>
                {
                    var now = await NowAsync(session, token).ConfigureAwait(false);
                    return await session.ExecuteAsync(_sql.Renew(lease, now + Duration, now), token).ConfigureAwait(false) == 1;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (ParacleException)
        {
            return true;
        }
    }

    // Also when the work failed or was cancelled. A lease that cannot be given back ends by itself.
    private async Task ReleaseAsync(Lease lease)
    {
        try
        {
            await connections.Brief.RunAsync(
                "maintenance.release",
                async (session, token) => await session.ExecuteAsync(_sql.Release(lease, await NowAsync(session, token).ConfigureAwait(false)), token).ConfigureAwait(false),
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (ParacleException)
        {
            // The work's own error, if there is one, says more.
        }
    }

    private async Task<DateTimeOffset> NowAsync(PostgresSession session, CancellationToken cancellationToken) =>
        (await session.ReadAsync(_sql.Now, static reader => Columns.Time(reader, 0), cancellationToken).ConfigureAwait(false))[0];
}
