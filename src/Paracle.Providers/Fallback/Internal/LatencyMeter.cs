namespace Paracle.Providers.Fallback.Internal;

/// <summary>How long a provider takes until its answer begins: a moving average that is forgotten when nobody asked for a while.</summary>
internal sealed class LatencyMeter(TimeProvider time, TimeSpan memory)
{
    private const double Weight = 0.3;

    private readonly Lock _lock = new();
    private long? _measuredAt;
    private long? _exploredAt;
    private double _seconds;

    /// <summary>The average; infinite when it is not known, or when the provider failed last.</summary>
    public double Seconds
    {
        get
        {
            lock (_lock)
            {
                return IsOlder(_measuredAt) ? double.PositiveInfinity : _seconds;
            }
        }
    }

    /// <summary>Whether nothing is known and this call is the one that finds out.</summary>
    public bool TryExplore()
    {
        lock (_lock)
        {
            if (!IsOlder(_measuredAt) || !IsOlder(_exploredAt))
            {
                return false;
            }

            _exploredAt = time.GetTimestamp();
            return true;
        }
    }

    public void Answered(TimeSpan after) => Record(after.TotalSeconds);

    public void Failed() => Record(double.PositiveInfinity);

    private void Record(double seconds)
    {
        lock (_lock)
        {
            _seconds = IsOlder(_measuredAt) || double.IsInfinity(_seconds) || double.IsInfinity(seconds) ? seconds : _seconds + (Weight * (seconds - _seconds));
            _measuredAt = time.GetTimestamp();
        }
    }

    private bool IsOlder(long? moment) => moment is not { } at || time.GetElapsedTime(at) >= memory;
}
