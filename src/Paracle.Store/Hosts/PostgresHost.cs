using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>What the store does by itself while the host lives: it renews the host's lease, and looks after lost hosts and the queues in use.</summary>
internal sealed class PostgresHost(
    HostLease lease,
    OrphanSweeper sweeper,
    QueueTelemetry queues,
    IOptions<PostgresStoreOptions> options,
    TimeProvider timeProvider,
    ILogger<PostgresHost> logger) : IDisposable
{
    private Pulse[] _pulses = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await TakeLeaseAsync(cancellationToken).ConfigureAwait(false);
        _pulses =
        [
            new Pulse("Renewing the host's lease", options.Value.HostRenewal, lease.RenewAsync, timeProvider, logger),
            new Pulse("Looking for lost hosts", options.Value.SweepInterval, sweeper.SweepAsync, timeProvider, logger),
            new Pulse("Measuring the queues", options.Value.SweepInterval, queues.MeasureAsync, timeProvider, logger),
        ];
        foreach (var pulse in _pulses)
        {
            pulse.Start();
        }
    }

    // A host starts on a server that is read-only for a while, as a standby is before its promotion: it can answer reads.
    private async Task TakeLeaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await lease.TakeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (UnavailableException exception)
        {
            logger.PulseFailed("Taking the host's lease", exception.Code);
        }
    }

    /// <summary>Ends all that, and gives the lease back. Where the server is away, the lease ends by itself.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var pulses = Interlocked.Exchange(ref _pulses, []);
        await Task.WhenAll(pulses.Select(pulse => pulse.StopAsync())).ConfigureAwait(false);
        if (pulses.Length == 0)
        {
            return;
        }

        try
        {
            await lease.GiveBackAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ParacleException or OperationCanceledException)
        {
            logger.PulseFailed("Giving back the host's lease", (exception as ParacleException)?.Code ?? ErrorCodes.Cancelled);
        }
    }

    /// <summary>Ends all that at once, as when a start failed.</summary>
    public void Dispose()
    {
        foreach (var pulse in Interlocked.Exchange(ref _pulses, []))
        {
            pulse.Dispose();
        }
    }
}
