namespace Paracle.Cache.Internal;

/// <summary>How a flight ended.</summary>
/// <param name="Entry">The value, or null when there is none and none was to be made.</param>
/// <param name="Layer">Where it was found; None when it was made.</param>
/// <param name="IsOverdue">Whether its factory is still at work past its deadline: those who waited look for themselves.</param>
/// <param name="IsAbsent">Whether a factory for many keys had nothing for this one: those who waited run their own.</param>
/// <param name="IsOvertaken">Whether something newer counts instead of what was made: those who can look for it do.</param>
internal readonly record struct Landing<T>(
    CacheEntry<T>? Entry, CacheLayer Layer = CacheLayer.None, bool IsOverdue = false, bool IsAbsent = false, bool IsOvertaken = false);
