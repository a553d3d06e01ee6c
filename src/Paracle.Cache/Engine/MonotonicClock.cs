namespace Paracle.Cache.Internal;

/// <summary>The provider's monotonic clock in its own ticks, which are the cheapest to read and to compare.</summary>
internal sealed class MonotonicClock(TimeProvider timeProvider)
{
    public TimeProvider TimeProvider => timeProvider;

    public long Now => timeProvider.GetTimestamp();

    public long Ticks(TimeSpan duration) => (long)(duration.Ticks * ((double)timeProvider.TimestampFrequency / TimeSpan.TicksPerSecond));

    public TimeSpan Between(long from, long to) => timeProvider.GetElapsedTime(from, to);
}
