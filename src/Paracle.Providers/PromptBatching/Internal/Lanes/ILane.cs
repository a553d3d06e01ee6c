namespace Paracle.Providers.PromptBatching.Internal.Lanes;

/// <summary>A lane as its table sees it.</summary>
internal interface ILane
{
    /// <summary>Calls that wait or are in flight; below zero once the lane is retired.</summary>
    int Callers { get; }

    /// <summary>Timestamp of the last call.</summary>
    long UsedAt { get; }

    /// <summary>Counts a call in, unless the lane is retired.</summary>
    bool TryEnter();

    /// <summary>Counts a call out.</summary>
    void Exit();

    /// <summary>Lets no call in any more, if none is there.</summary>
    bool TryRetire();

    /// <summary>Drains the lane.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
