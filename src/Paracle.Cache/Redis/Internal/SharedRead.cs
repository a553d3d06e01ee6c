using StackExchange.Redis;

namespace Paracle.Cache.Redis.Internal;

/// <summary>What a read of the second layer brought.</summary>
/// <param name="IsAnswered">Whether Redis answered.</param>
/// <param name="Stored">What it holds, or null. The reader gives it back.</param>
internal readonly record struct SharedRead(bool IsAnswered, Lease<byte>? Stored);
