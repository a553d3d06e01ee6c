using Microsoft.Extensions.Logging;

namespace Paracle.Cache.Internal;

internal static partial class Log
{
    [LoggerMessage(EventIdBands.Cache, LogLevel.Information, "The cache's link to Redis is up (generation {Generation}).", EventName = "RedisLinkUp")]
    public static partial void RedisLinkUp(this ILogger logger, int generation);

    [LoggerMessage(
        EventIdBands.Cache + 1,
        LogLevel.Warning,
        "The cache goes on without Redis ({Reason}): it serves what this host has in memory, loads the rest from its source, and looks again several times a second.",
        EventName = "RedisLinkDown")]
    public static partial void RedisLinkDown(this ILogger logger, string reason);

    [LoggerMessage(
        EventIdBands.Cache + 2,
        LogLevel.Warning,
        "Values of type {Type} may be changed by their readers, so the cache copies one for every read. Mark the type with [ImmutableObject(true)] and seal it, or set CachePolicy.ShareInstances, if nobody changes them.",
        EventName = "ValueIsCopied")]
    public static partial void ValueIsCopied(this ILogger logger, string type);

    [LoggerMessage(EventIdBands.Cache + 3, LogLevel.Warning, "The cache {Cache} served a stale value because its factory failed ({Error}).", EventName = "StaleServed")]
    public static partial void StaleServed(this ILogger logger, string cache, string error);

    [LoggerMessage(
        EventIdBands.Cache + 4,
        LogLevel.Warning,
        "The cache {Cache} could not keep all removals that Redis has not seen: everything in it will be removed when Redis is back. Raise RedisOptions.MaximumPendingRemovals.",
        EventName = "PendingRemovalsOverflowed")]
    public static partial void PendingRemovalsOverflowed(this ILogger logger, string cache);

    [LoggerMessage(
        EventIdBands.Cache + 5,
        LogLevel.Debug,
        "A value of {Bytes} bytes in the cache {Cache} is larger than CacheOptions.MaximumPayloadBytes and is not cached.",
        EventName = "ValueTooLarge")]
    public static partial void ValueTooLarge(this ILogger logger, long bytes, string cache);
}
