using System.ComponentModel.DataAnnotations;

namespace Paracle;

/// <summary>Bounds and lifetimes of the runtime. A request's <see cref="RunLimits"/> can only tighten those of a run.</summary>
public sealed class RuntimeOptions
{
    /// <summary>The most model calls of one run: 1 to 10,000. Default 16. A model that asks for tools in its last answer fails the run
    /// with <see cref="ErrorCodes.StepLimit"/>; those tools are not called.</summary>
    [Range(1, 10_000)]
    public int MaxSteps { get; set; } = 16;

    /// <summary>The most tool calls of one run: 0 to 100,000. Default 64. An answer that asks for more than are left fails the run with
    /// <see cref="ErrorCodes.ToolCallLimit"/>; none of its tools are called.</summary>
    [Range(0, 100_000)]
    public int MaxToolCalls { get; set; } = 64;

    /// <summary>The longest a run may take: 1 ms to 1 day. Default 2 minutes. After that it ends TimedOut with
    /// <see cref="ErrorCodes.TimeLimit"/>, even if a model client or tool ignores its cancellation.</summary>
    [DurationRange("00:00:00.001", "1.00:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest tool result a model gets, in characters: 256 to 4,194,304. Default 32,768. A longer one is cut there and
    /// ends with a note of how long it was.</summary>
    [Range(256, ExecutionRules.MaxText)]
    public int MaxToolResultLength { get; set; } = 32_768;

    /// <summary>The most runs at a time on this host: 1 to 1,000,000. Default 4,096. One more is refused with
    /// <see cref="ErrorCodes.QueueFull"/> before anything is loaded.</summary>
    [Range(1, 1_000_000)]
    public int MaxConcurrentRuns { get; set; } = 4096;

    /// <summary>How long an agent's spec is cached: 1 ms to 1 hour. Default 30 s. A change made on this host is seen at once, one
    /// made on another after this time at the latest.</summary>
    [DurationRange("00:00:00.001", "01:00:00")]
    public TimeSpan AgentCacheLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a subject's grants are kept in this host's memory: 1 ms to 5 s. Default 5 s. A grant given or taken back is
    /// seen after this time at the latest.</summary>
    [DurationRange("00:00:00.001", "00:00:05")]
    public TimeSpan GrantCacheLifetime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The most subjects whose grants are kept in memory: 1 to 1,000,000. Default 10,000. One more pushes out the oldest.</summary>
    [Range(1, 1_000_000)]
    public int GrantCacheCapacity { get; set; } = 10_000;

    /// <summary>How long the end of a run is tried to be stored while the store is away: 1 ms to 5 minutes. Default 10 s. After that
    /// the run fails with <see cref="ErrorCodes.Unavailable"/> and its execution stays Running.</summary>
    [DurationRange("00:00:00.001", "00:05:00")]
    public TimeSpan EndWriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long runs at work may go on once the host stops: 0 to 10 minutes. Default 10 s. Then they are cancelled. With
    /// <see cref="EndWriteTimeout"/> it should fit into the host's shutdown limit.</summary>
    [DurationRange("00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
