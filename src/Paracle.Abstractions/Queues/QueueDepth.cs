namespace Paracle;

/// <summary>How full a queue is.</summary>
/// <param name="Waiting">Items not yet completed or dead.</param>
/// <param name="Dead">Dead letters.</param>
/// <param name="OldestAppendedAt">When the oldest waiting item was appended, UTC, or null when none waits.</param>
public sealed record QueueDepth(long Waiting, long Dead, DateTimeOffset? OldestAppendedAt);
