using HdrHistogram;

namespace Paracle.Benchmarks.Load;

/// <summary>How long operations took, to three digits, whoever records them at the same time.</summary>
internal sealed class Latencies
{
    private const long Longest = 600_000_000_000; // ten minutes in nanoseconds

    private readonly LongConcurrentHistogram _histogram = new(1, Longest, 3);

    public long Count => _histogram.TotalCount;

    public void Record(TimeSpan latency) => _histogram.RecordValue(Math.Clamp((long)latency.TotalNanoseconds, 1, Longest));

    public double Microseconds(double percentile) => _histogram.GetValueAtPercentile(percentile) / 1_000d;

    public double Milliseconds(double percentile) => _histogram.GetValueAtPercentile(percentile) / 1_000_000d;
}
