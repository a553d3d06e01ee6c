namespace Paracle.Cache.Redis.Internal;

/// <summary>An entry ready for Redis.</summary>
/// <param name="Head">The header, and the payload behind it unless that is kept apart.</param>
/// <param name="Payload">The payload that is kept apart, with a header of its own; empty when it is not.</param>
/// <param name="Life">How long Redis keeps it.</param>
/// <param name="Version">Its version.</param>
internal readonly record struct StoredEntry(ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Payload, TimeSpan Life, long Version)
{
    public bool IsBulk => !Payload.IsEmpty;
}
