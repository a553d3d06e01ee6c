namespace Paracle.Torture.Stores;

/// <summary>So many a second on the whole: what an outage held up is made up for afterwards, since those who write do not wait for the store to be well.</summary>
internal sealed class Pace(TimeSpan period)
{
    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private long _ticks;

    /// <summary>Waits until the next is due.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var early = (++_ticks * period) - TimeProvider.System.GetElapsedTime(_begun);
        if (early > TimeSpan.Zero)
        {
            await Task.Delay(early, TimeProvider.System, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
