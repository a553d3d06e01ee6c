namespace Paracle.Testing.Pipelines;

/// <summary>One storm against a pipeline: the pipeline's bounds, its callers, and what goes wrong how often. All else follows from the seed.</summary>
public sealed record PipelineStormPlan
{
    public required int Seed { get; init; }

    public required int Producers { get; init; }

    public required int ItemsPerProducer { get; init; }

    /// <summary>How many items a producer hands in before it waits for their outcomes.</summary>
    public int Burst { get; init; } = 1;

    public int Capacity { get; init; } = 100;

    public OverflowPolicy Overflow { get; init; }

    public int MaxBatchSize { get; init; } = 10;

    public long MaxBatchWeight { get; init; } = long.MaxValue;

    public int LingerMilliseconds { get; init; }

    public bool HasDeadlines { get; init; }

    public int MaxConcurrentFlushes { get; init; } = 1;

    /// <summary>When the pipeline is stopped; null: when every item has its outcome.</summary>
    public int? StopAfterMilliseconds { get; init; }

    public int DrainMilliseconds { get; init; } = 10_000;

    /// <summary>How many of 1,000 callers cancel: before, at once, or later.</summary>
    public int CancelPerMille { get; init; }

    /// <summary>How many of 1,000 items get an error of their own, or are forgotten.</summary>
    public int FailPerMille { get; init; }

    /// <summary>How many of 1,000 flushes throw or cancel themselves.</summary>
    public int ThrowPerMille { get; init; }

    /// <summary>How many of 1,000 flushes take milliseconds.</summary>
    public int SlowPerMille { get; init; }

    /// <summary>How many of 1,000 flushes never end, heeding the abort or deaf to it. Needs <see cref="StopAfterMilliseconds"/>.</summary>
    public int HangPerMille { get; init; }
}
