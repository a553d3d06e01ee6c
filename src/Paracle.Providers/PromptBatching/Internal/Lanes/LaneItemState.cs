namespace Paracle.Providers.PromptBatching.Internal.Lanes;

/// <summary>How a call stands with its lane's intake.</summary>
internal enum LaneItemState
{
    /// <summary>Waits for its turn, or was never there.</summary>
    Outside,

    /// <summary>Holds a place in the pipeline.</summary>
    Admitted,

    /// <summary>Is in flight or has its outcome: holds no place.</summary>
    Left,
}
