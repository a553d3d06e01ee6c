namespace Paracle;

/// <summary>The lease or lane is held by another owner now; what was done under it must not take effect.</summary>
/// <param name="message">The lease and the fencing token that is out of date.</param>
public sealed class LeaseLostException(string message) : ParacleException(ErrorCodes.LeaseLost, message)
{
    /// <summary>The error of a queue whose lane is leased anew or no longer leased; every queue raises this one.</summary>
    /// <param name="lane">The lane as it was leased.</param>
    /// <returns>The error.</returns>
    public static LeaseLostException Of(QueueLane lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        return new LeaseLostException(
            $"Lane {lane.Lane} of queue '{lane.Queue}' is no longer held under fencing token {lane.FencingToken}. Lease a lane again; its items are still there.");
    }
}
