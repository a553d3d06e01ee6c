namespace Paracle.Cache.Redis.Internal;

/// <summary>A cache that shares a <see cref="RedisLink"/>.</summary>
internal interface IRedisListener
{
    /// <summary>The cache's name.</summary>
    string Name { get; }

    /// <summary>The furthest that the tag clock is known to have come.</summary>
    long Clock { get; }

    /// <summary>Whether something waits to be sent.</summary>
    bool HasPending { get; }

    /// <summary>Waits for what is on its way to Redis.</summary>
    Task DrainAsync();

    /// <summary>Another node wrote a key, or removed it (version 0), and this long ago.</summary>
    void KeyChanged(string key, long version, TimeSpan lag);

    /// <summary>Another node removed a tag, this long ago.</summary>
    void TagRemoved(string tag, long clock, TimeSpan lag);

    /// <summary>A fill of a key ended somewhere.</summary>
    void FillEnded(string key);

    /// <summary>The link was made, or made again: messages may have been lost, and nothing that was known is certain.</summary>
    /// <param name="generation">The generation that begins.</param>
    /// <param name="clock">The tag clock.</param>
    /// <param name="everythingRemovedAt">The tag clock at the last removal of everything.</param>
    void Verified(int generation, long clock, long everythingRemovedAt);

    /// <summary>Sends what could not be sent while Redis was away. Nothing is read from Redis before it has ended.</summary>
    /// <exception cref="UnavailableException">Redis did not take it.</exception>
    Task ReplayAsync();
}
