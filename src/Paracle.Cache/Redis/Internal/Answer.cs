namespace Paracle.Cache.Redis.Internal;

/// <summary>What Redis answered, if it did.</summary>
internal readonly record struct Answer<T>(bool IsAnswered, T? Value);
