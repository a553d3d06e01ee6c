namespace Paracle.Cache.Internal;

/// <summary>What the second layer holds for a key.</summary>
/// <param name="IsAnswered">Whether it answered.</param>
/// <param name="Entry">The value, if it can be understood and its tags and epoch are right.</param>
/// <param name="IsStale">Whether the value's life is over.</param>
/// <param name="Seen">The version of what is there, in its stored form, whether it is of use or not; empty when nothing is.</param>
internal readonly record struct SharedValue<T>(bool IsAnswered, CacheEntry<T>? Entry, bool IsStale, byte[] Seen)
{
    public static SharedValue<T> Away => new(false, null, false, []);

    public static SharedValue<T> Missing => new(true, null, false, []);
}
