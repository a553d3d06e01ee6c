using Microsoft.Extensions.Logging;

namespace Paracle.Store;

/// <summary>Work that is done again and again until it is stopped. A beat that fails is logged, and the next one tries again.</summary>
internal sealed class Pulse(string work, TimeSpan interval, Func<CancellationToken, Task> beat, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        using (ExecutionContext.SuppressFlow())
        {
            _loop = Task.Run(() => BeatAsync(new PeriodicTimer(interval, timeProvider), _stopping.Token));
        }
    }

    /// <summary>Ends the beat under way.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    public void Dispose() => _stopping.Cancel();

    private async Task BeatAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                {
                    await TryAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // stopped
            }
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await beat(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: a beat that is left out for good would let the host's lease end.
            logger.PulseFailed(work, (exception as ParacleException)?.Code ?? ErrorCodes.Internal);
        }
        catch (ParacleException)
        {
            // stopped, and the store's connections with it
        }
    }
}
