using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>Settings of one write-behind. How many lanes the journal has, and what a dead letter does to its key, are the journal's: <see cref="DurableQueueOptions"/>.</summary>
public sealed class WriteBehindOptions
{
    /// <summary>Whether this host writes to the source what waits. Default true. Where false, the host only takes writes, and another must have it true.</summary>
    public bool WritesToSource { get; set; } = true;

    /// <summary>The most writes read from a lane at once, 1 to 1,000. Default 100. So many are written without waiting for more.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 100;

    /// <summary>How long the oldest write of a lane waits for others to share its batch, zero to 1 minute. Default 50 ms.</summary>
    [DurationRange("00:00:00", "00:01:00")]
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many lanes this host works on at a time, 1 to 256. Default 4. Each has one batch under way at most.</summary>
    [Range(1, 256)]
    public int MaxLanes { get; set; } = 4;

    /// <summary>How long a lane is leased, 1 s to 1 hour; renewed while it is worked on. Default 30 s. So long its writes rest when the host is lost.</summary>
    [DurationRange("00:00:01", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How seldom an idle host looks for writes of other hosts where the journal has no signal, 50 ms to 1 hour. Default 1 s.</summary>
    [DurationRange("00:00:00.05", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one call of the sink may take, 10 ms to 1 hour. Default 30 s. Then its token is cancelled, and the call has failed.</summary>
    [DurationRange("00:00:00.01", "01:00:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a write is tried before it becomes a dead letter, 1 to 1,000. Default 10. Waiting for a source that is away counts as no attempt.</summary>
    [Range(1, 1000)]
    public int MaxAttempts { get; set; } = 10;

    /// <summary>How long a write rests after its first failure, 1 ms to 1 day; twice as long after each further one. Default 1 s.</summary>
    [DurationRange("00:00:00.001", "1.00:00:00")]
    public TimeSpan MinBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest rest, from <see cref="MinBackoff"/> to 7 days. Default 5 minutes.</summary>
    [DurationRange("00:00:00.001", "7.00:00:00")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many writes may wait, 1 to 100,000,000. Default 100,000. Each host counts its own one by one; what the others add, and what is
    /// written, it sees within 50 ms once the bound is reached, else at every <see cref="MeasureInterval"/>.</summary>
    [Range(1, 100_000_000)]
    public long MaxDepth { get; set; } = 100_000;

    /// <summary>What happens to a write while <see cref="MaxDepth"/> wait. Default <see cref="OverflowPolicy.Wait"/>: it waits for <see cref="OverflowTimeout"/>.</summary>
    [EnumDataType(typeof(OverflowPolicy))]
    public OverflowPolicy Overflow { get; set; } = OverflowPolicy.Wait;

    /// <summary>How long a write waits for room, zero to 1 hour, before it is refused. Default 5 s.</summary>
    [DurationRange("00:00:00", "01:00:00")]
    public TimeSpan OverflowTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stop goes on writing what waits, zero to 1 hour; and then, how long it waits for calls of the sink under way. Default 10 s.
    /// What is left stays in the journal, for another host or the next start.</summary>
    [DurationRange("00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the cache shows a value that was written, 1 s to 30 days. Default 10 minutes. In this host's memory alone it may be shorter, see
    /// <see cref="CacheOptions.DefaultLocalLifetime"/>.</summary>
    [DurationRange("00:00:01", "30.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often the depth and age of what waits are measured, 100 ms to 1 hour. Default 5 s.</summary>
    [DurationRange("00:00:00.1", "01:00:00")]
    public TimeSpan MeasureInterval { get; set; } = TimeSpan.FromSeconds(5);
}
