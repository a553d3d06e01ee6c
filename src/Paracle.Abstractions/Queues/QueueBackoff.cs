namespace Paracle;

/// <summary>How long an item rests after a failure: exponential, with up to half of it taken off, so that items that failed together do not come together.</summary>
internal sealed class QueueBackoff(DurableQueueWorkerOptions options, Random random)
{
    public TimeSpan After(int failures)
    {
        var longest = Math.Min(options.MaxBackoff.TotalMilliseconds, options.MinBackoff.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 60) - 1));
        return TimeSpan.FromMilliseconds(longest * (1 - (NextDouble() / 2)));
    }

    private double NextDouble()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }
}
