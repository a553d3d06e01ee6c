using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>Runs maintenance at the start of the store and from time to time. It never takes the host down: what fails is told and tried again.</summary>
internal sealed class PartitionMaintainer(
    IOptions<PostgresStoreOptions> options,
    IPostgresMaintenance maintenance,
    Random random,
    TimeProvider timeProvider,
    PartitionTelemetry telemetry,
    ILogger<PartitionMaintainer> logger) : IDisposable
{
    private CancellationTokenSource? _stopping;
    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        Dispose(); // of a start that failed
        _stopping = new CancellationTokenSource();
        var token = _stopping.Token;
        _loop = Task.Run(() => LoopAsync(token), CancellationToken.None);
    }

    /// <summary>Ends the run at hand: each of its steps is taken up by a later one.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => Interlocked.Exchange(ref _stopping, null)?.Cancel();

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await RunAsync(cancellationToken).ConfigureAwait(false);
                await Task.Delay(NextWait(), timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The store stops.
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await maintenance.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            telemetry.Failed();
            logger.MaintenanceFailed(options.Value.Partitions.Interval, exception);
        }
        catch (ParacleException)
        {
            // The store stops, and its connections with it.
        }
    }

    // Hosts that started at once must not come back at once.
    private TimeSpan NextWait() => options.Value.Partitions.Interval * (1 + (0.1 * random.NextDouble()));
}
