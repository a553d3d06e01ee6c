namespace Paracle;

/// <summary>What a full pipeline does with the next item. It never drops one silently.</summary>
public enum OverflowPolicy
{
    /// <summary>The caller waits for room.</summary>
    Wait,

    /// <summary>The caller gets a <see cref="LimitExceededException"/> at once.</summary>
    Reject,
}
