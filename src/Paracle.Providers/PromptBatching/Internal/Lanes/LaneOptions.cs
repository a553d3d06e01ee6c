namespace Paracle.Providers.PromptBatching.Internal.Lanes;

/// <summary>The bounds of a lane, whatever kind of call it takes.</summary>
internal sealed record LaneOptions
{
    public required string Name { get; init; }

    public required bool IsAdaptive { get; init; }

    public required TimeSpan MaxWait { get; init; }

    public required int MaxBatchSize { get; init; }

    public required long MaxBatchWeight { get; init; }

    public required int MaxWaiting { get; init; }

    public required int MaxConcurrentCalls { get; init; }

    public required TimeSpan DrainTimeout { get; init; }
}
