namespace Paracle.Torture.Caches;

/// <summary>How long things took, to a tenth or so.</summary>
internal sealed class CacheLatencies
{
    private const int StepsOfADouble = 8;
    private readonly long[] _counts = new long[StepsOfADouble * 32];
    private long _longest;

    public TimeSpan Longest => TimeSpan.FromTicks(Volatile.Read(ref _longest));

    public void Add(TimeSpan duration)
    {
        SourceKey.Raise(ref _longest, duration.Ticks);
        var bucket = (int)(StepsOfADouble * Math.Log2(Math.Max(1, duration.TotalMicroseconds)));
        Interlocked.Increment(ref _counts[Math.Min(bucket, _counts.Length - 1)]);
    }

    /// <summary>The duration that a share of all did not exceed.</summary>
    public TimeSpan Percentile(double share)
    {
        var left = (long)Math.Ceiling(_counts.Sum() * share);
        var bucket = 0;
        while (bucket < _counts.Length - 1 && (left -= _counts[bucket]) > 0)
        {
            bucket++;
        }

        var upper = TimeSpan.FromMicroseconds(Math.Pow(2, (bucket + 1.0) / StepsOfADouble));
        return upper < Longest ? upper : Longest;
    }

    public override string ToString() =>
        $"p50 {Percentile(0.5).TotalMilliseconds:0.###} ms, p99 {Percentile(0.99).TotalMilliseconds:0.#} ms, p99.9 {Percentile(0.999).TotalMilliseconds:0.#} ms, longest {Longest.TotalMilliseconds:0} ms";
}
