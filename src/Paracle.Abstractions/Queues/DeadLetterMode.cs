namespace Paracle;

/// <summary>What a dead letter does to the later items of its key.</summary>
public enum DeadLetterMode
{
    /// <summary>They wait until it is revived or discarded: order is kept.</summary>
    BlockKey,

    /// <summary>They go on without it.</summary>
    SkipItem,
}
