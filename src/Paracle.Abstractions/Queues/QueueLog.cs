using Microsoft.Extensions.Logging;

namespace Paracle;

internal static partial class QueueLog
{
    [LoggerMessage(
        EventIdBands.Abstractions,
        LogLevel.Information,
        "Item {Item} of queue {Queue} failed (attempt {Failures}) and rests for {Rest}. {Error}",
        EventName = "QueueItemFailed")]
    public static partial void QueueItemFailed(this ILogger logger, string queue, long item, int failures, TimeSpan rest, string error);

    [LoggerMessage(
        EventIdBands.Abstractions + 1,
        LogLevel.Error,
        "Item {Item} of queue {Queue} failed {Failures} times and is a dead letter now. Mend the cause and revive it, or discard it. {Error}",
        EventName = "QueueItemDead")]
    public static partial void QueueItemDead(this ILogger logger, string queue, long item, int failures, string error);

    [LoggerMessage(
        EventIdBands.Abstractions + 2,
        LogLevel.Warning,
        "The worker of queue {Queue} let go of lane {Lane} ({Reason}). What it has not completed comes again.",
        EventName = "QueueLaneLeft")]
    public static partial void QueueLaneLeft(this ILogger logger, string queue, int lane, string reason);

    [LoggerMessage(
        EventIdBands.Abstractions + 3,
        LogLevel.Warning,
        "The worker of queue {Queue} cannot reach it ({Reason}), and looks again until it can.",
        EventName = "QueueAway")]
    public static partial void QueueAway(this ILogger logger, string queue, string reason);

    [LoggerMessage(EventIdBands.Abstractions + 4, LogLevel.Information, "The worker of queue {Queue} reaches it again.", EventName = "QueueBack")]
    public static partial void QueueBack(this ILogger logger, string queue);
}
