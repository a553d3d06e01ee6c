using System.Buffers.Binary;

namespace Paracle.Cache.Internal;

/// <summary>
/// Names writes, each anew: UUIDs of version 7 whose random bits are the host's own, 42 of them, and a count. Random bits for each write would be a
/// look at the system's generator, an eighth of what a write takes of its host.
/// </summary>
internal sealed class WriteNames(TimeProvider timeProvider)
{
    private const int Count = 12; // where its 32 bits begin

    private readonly Guid _host = Guid.CreateVersion7(timeProvider.GetUtcNow());
    private int _count;

    public string Next()
    {
        Span<byte> name = stackalloc byte[16];
        _host.TryWriteBytes(name, bigEndian: true, out _);
        var rest = BinaryPrimitives.ReadUInt16BigEndian(name[6..]); // of the first 64 bits, 48 are the time
        BinaryPrimitives.WriteInt64BigEndian(name, (timeProvider.GetUtcNow().ToUnixTimeMilliseconds() << 16) | rest);
        BinaryPrimitives.WriteInt32BigEndian(name[Count..], Interlocked.Increment(ref _count));
        return Convert.ToHexStringLower(name);
    }
}
