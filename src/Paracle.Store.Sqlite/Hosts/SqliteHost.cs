using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store.Sqlite;

/// <summary>While the host lives, renews its lease and looks for hosts that are lost. What fails is told and tried again.</summary>
internal sealed class SqliteHost(
    HostLease lease, OrphanSweeper sweeper, IOptions<SqliteStoreOptions> options, TimeProvider timeProvider, ILogger<SqliteHost> logger) : IDisposable
{
    private CancellationTokenSource? _stopping;
    private Task _loop = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await lease.TakeAsync(cancellationToken).ConfigureAwait(false);
        _stopping = new CancellationTokenSource();
        var token = _stopping.Token;
        var timer = new PeriodicTimer(options.Value.HostRenewal, timeProvider);
        _loop = Task.Run(() => LoopAsync(timer, token), CancellationToken.None);
    }

    /// <summary>Gives the lease back. Where that fails, it ends by itself.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _stopping, null) is not { } stopping)
        {
            return;
        }

        await stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await _loop.WaitAsync(cancellationToken).ConfigureAwait(false);
            await lease.GiveBackAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ParacleException or OperationCanceledException)
        {
            logger.HostFailed((exception as ParacleException)?.Code ?? ErrorCodes.Cancelled);
        }
    }

    public void Dispose() => Interlocked.Exchange(ref _stopping, null)?.Cancel();

    private async Task LoopAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                {
                    await RunAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The store stops.
            }
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await lease.RenewAsync(cancellationToken).ConfigureAwait(false); // first: it shows whether the clock has jumped
            await sweeper.SweepAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ParacleException exception)
        {
            logger.HostFailed(exception.Code);
        }
    }
}
