using StackExchange.Redis;

namespace Paracle.Cache.Redis.Internal;

/// <summary>What a failed operation says about Redis.</summary>
internal enum RedisFailure
{
    /// <summary>Only this operation is concerned: there is no room, or the key holds something foreign.</summary>
    OfTheOperation,

    /// <summary>It was not answered in time.</summary>
    TimedOut,

    /// <summary>Redis is away, or in a state in which it cannot be relied on.</summary>
    Away,
}

internal static class RedisFailures
{
    public static RedisFailure Classify(Exception exception) => exception switch
    {
        TimeoutException => RedisFailure.TimedOut,
        RedisServerException server when server.Message.StartsWith("OOM", StringComparison.Ordinal)
            || server.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal) => RedisFailure.OfTheOperation,
        _ => RedisFailure.Away,
    };

    /// <summary>Whether an exception is Redis's or its client's, and so no error of ours.</summary>
    public static bool IsRedis(Exception exception) => exception is RedisException or TimeoutException or ObjectDisposedException;
}
