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

    private async Task BeatAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
                {
                    await TryAsync(stopping).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // stopped
            }
        }
    }

    private async Task TryAsync(CancellationToken stopping)
    {
        try
        {
            await beat(stopping).ConfigureAwait(false);
        }
        catch (ParacleException exception)
        {
            logger.PulseFailed(work, exception.Code);
        }
    }
}
