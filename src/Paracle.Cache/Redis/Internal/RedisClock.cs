namespace Paracle.Cache.Redis.Internal;

/// <summary>Redis's clock, as far as this host can tell: its time at the last beat, and what this host's monotonic clock counted since.</summary>
internal sealed class RedisClock(TimeProvider timeProvider)
{
    private static readonly long StaleAfter = TimeSpan.FromSeconds(10).Ticks / TimeSpan.TicksPerMicrosecond;
    private readonly long _start = timeProvider.GetTimestamp();
    private long _offset;
    private long _learntAt = long.MinValue / 2;

    /// <summary>Microseconds since 1970.</summary>
    public long Now => Local + Volatile.Read(ref _offset);

    private long Local => timeProvider.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Takes the time of an answer that has just come. It can only be behind by the answer's way, so of recent ones the furthest ahead is nearest.</summary>
    public void Learn(long time)
    {
        var local = Local;
        var offset = time - local;
        if (offset > _offset || local - _learntAt > StaleAfter)
        {
            Volatile.Write(ref _offset, offset);
            _learntAt = local;
        }
    }
}
