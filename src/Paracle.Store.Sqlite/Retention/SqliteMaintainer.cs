using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store.Sqlite;

/// <summary>Runs maintenance at the start of the store and from time to time, if there is a retention. What fails is told and tried again.</summary>
internal sealed class SqliteMaintainer(
    IOptions<SqliteStoreOptions> options,
    ISqliteMaintenance maintenance,
    Random random,
    TimeProvider timeProvider,
    SqliteTelemetry telemetry,
    ILogger<SqliteMaintainer> logger) : IDisposable
{
    private CancellationTokenSource? _stopping;
    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        if (options.Value.Retention is null)
        {
            return;
        }

        _stopping = new CancellationTokenSource();
        var token = _stopping.Token;
        _loop = Task.Run(() => LoopAsync(token), CancellationToken.None);
    }

    /// <summary>Ends the run at hand after its transaction; a later one goes on.</summary>
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
            telemetry.MaintenanceFailed();
            logger.MaintenanceFailed(options.Value.RetentionInterval, exception);
        }
        catch (ParacleException)
        {
            // The store stops, and its file is closed.
        }
    }

    // Processes that started at once must not come back at once.
    private TimeSpan NextWait() => options.Value.RetentionInterval * (1 + (0.1 * random.NextDouble()));
}
