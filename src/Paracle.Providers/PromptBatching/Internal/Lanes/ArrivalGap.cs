namespace Paracle.Providers.PromptBatching.Internal.Lanes;

/// <summary>
/// Estimates the gap between a lane's arrivals, and from it whether waiting pays: only in a run of arrivals close enough that several more
/// are to be expected, and no longer than a batch takes to fill. After a silence it knows nothing, so an idle lane waits not at all.
/// </summary>
internal sealed class ArrivalGap(TimeSpan maxWait, int maxBatchSize, TimeProvider timeProvider)
{
    /// <summary>So many gaps make a run; two calls that happen to come together do not.</summary>
    private const int Run = 4;

    /// <summary>So many arrivals must be expected within the wait for it to pay.</summary>
    private const int Company = 3;

    private const double Weight = 0.125; // of the latest gap

    private readonly Lock _gate = new();
    private long _last; // timestamp; 0 before the first
    private double _gap; // seconds
    private int _gaps;

    public void Arrived()
    {
        var now = timeProvider.GetTimestamp();
        lock (_gate)
        {
            var gap = _last == 0 ? TimeSpan.MaxValue : timeProvider.GetElapsedTime(_last, now);
            _last = now;
            if (gap > maxWait)
            {
                _gaps = 0;
                return;
            }

            _gap = _gaps == 0 ? gap.TotalSeconds : _gap + (Weight * (gap.TotalSeconds - _gap));
            _gaps = Math.Min(_gaps + 1, Run);
        }
    }

    /// <summary>How long the batch that forms now should wait for company.</summary>
    public TimeSpan Linger()
    {
        lock (_gate)
        {
            return _gaps < Run || _gap * Company > maxWait.TotalSeconds ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(_gap * maxBatchSize, maxWait.TotalSeconds));
        }
    }
}
