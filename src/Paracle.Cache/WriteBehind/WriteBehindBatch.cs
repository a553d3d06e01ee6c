namespace Paracle;

/// <summary>What a sink writes at once.</summary>
/// <typeparam name="T">The kind of value.</typeparam>
/// <param name="Lane">The lane of the journal that the items come from. Its fencing token grows whenever the lane changes hands.</param>
/// <param name="Items">The items: one of each key, in the order of their acknowledgement.</param>
public sealed record WriteBehindBatch<T>(QueueLane Lane, IReadOnlyList<WriteBehindItem<T>> Items);
