using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>The bounds of prompt batching.</summary>
public sealed class PromptBatchingOptions
{
    /// <summary>What is saved first. Default <see cref="PromptBatchingPolicy.LatencyFirst"/>.</summary>
    [EnumDataType(typeof(PromptBatchingPolicy))]
    public PromptBatchingPolicy Policy { get; set; } = PromptBatchingPolicy.LatencyFirst;

    /// <summary>Names of agents whose calls opt in; a call can do so itself by <see cref="LlmCallContext.AllowBatching"/>. Default: none.</summary>
    public IList<string> Agents { get; } = [];

    /// <summary>The most prompts in one call, 2 to 100. Default 20.</summary>
    [Range(2, 100)]
    public int MaxBatchSize { get; set; } = 20;

    /// <summary>The most tokens of prompts in one call, as estimated, 1 to 1,000,000. Default 8,000. A longer prompt goes alone.</summary>
    [Range(1, 1_000_000)]
    public int MaxBatchTokens { get; set; } = 8_000;

    /// <summary>The longest a prompt waits for company, 1 ms to 10 s. Default 20 ms. A caller's deadline ends the wait early.</summary>
    [DurationRange("00:00:00.001", "00:00:10")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The most calls of a lane at a time, 1 to 1,000. Default 16. When they are all under way, prompts wait and go along with the next.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrentCalls { get; set; } = 16;

    /// <summary>The most prompts of a lane that wait or are in flight, 1 to 1,000,000. Default 10,000. One more is refused with
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

    /// <summary>The most single calls made after a batch for prompts that got no valid answer in it, 0 to 100. Default 100. The prompts beyond
    /// fail with <see cref="ProviderException"/>.</summary>
    [Range(0, 100)]
    public int MaxFallbackCalls { get; set; } = 100;

    /// <summary>The share of prompts without a valid answer at which a lane stops batching for a while, of the last 40 or so: 0.01 to 1.
    /// Default 0.25.</summary>
    [Range(0.01, 1.0)]
    public double MaxFallbackRate { get; set; } = 0.25;

    /// <summary>How long such a lane sends each prompt alone, 1 s to 1 hour. Default 1 minute.</summary>
    [DurationRange("00:00:01", "01:00:00")]
    public TimeSpan FallbackPause { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a stop waits for what waits and is in flight before it fails it, 1 ms to 1 hour. Default 30 s.</summary>
    [DurationRange("00:00:00.001", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
