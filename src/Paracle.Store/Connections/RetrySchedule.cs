namespace Paracle.Store;

/// <summary>
/// When a call that met a transient error is tried again: at once, since a dead connection out of the pool and a deadlock are gone by then, and then
/// with pauses that double, half of each left to chance so that hosts do not come back in step.
/// </summary>
internal sealed class RetrySchedule(TimeSpan limit, TimeProvider timeProvider, Random random)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly long _began = timeProvider.GetTimestamp();
    private int _retries;

    /// <summary>The next pause, or null when the limit would be passed.</summary>
    public TimeSpan? Next()
    {
        var pause = _retries == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(_retries - 1, 10)));
        _retries++;
        pause *= 0.5 + (random.NextDouble() / 2);
        return timeProvider.GetElapsedTime(_began) + pause <= limit ? pause : null;
    }
}
