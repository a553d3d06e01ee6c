using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>The bounds of embedding batching.</summary>
public sealed class EmbeddingBatchingOptions
{
    /// <summary>The most values in one call, 2 to 2,048. Default 256. A call that brings as many or more by itself is made as it is.</summary>
    [Range(2, 2_048)]
    public int MaxBatchSize { get; set; } = 256;

    /// <summary>The longest a call waits for company, and only in a run of calls so close that company is to be expected: 1 ms to 10 s. Default 10 ms.</summary>
    [DurationRange("00:00:00.001", "00:00:10")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The most calls of a lane at a time, 1 to 1,000. Default 8. When they are all under way, others wait and go along with the next.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrentCalls { get; set; } = 8;

    /// <summary>The most calls of a lane that wait or are in flight, 1 to 1,000,000. Default 10,000. One more is refused with
    /// <see cref="LimitExceededException"/>.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>The most lanes, 1 to 100,000. Default 1,000. A new one takes the place of one that is idle; when all are busy, a call that
    /// would need a new one is made alone.</summary>
    [Range(1, 100_000)]
    public int MaxLanes { get; set; } = 1_000;

    /// <summary>How long a lane is kept without a call, 1 s to 1 day. Default 5 minutes.</summary>
    [DurationRange("00:00:01", "1.00:00:00")]
    public TimeSpan LaneIdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a stop waits for what waits and is in flight before it fails it, 1 ms to 1 hour. Default 30 s.</summary>
    [DurationRange("00:00:00.001", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
