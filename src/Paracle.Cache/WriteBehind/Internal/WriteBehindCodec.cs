using System.Buffers;

namespace Paracle.Cache.Internal;

/// <summary>A write as bytes: what it is, and the value as the cache's serializer writes it.</summary>
internal sealed class WriteBehindCodec<T>(ValueKind<T> kind)
{
    private const byte Value = 1;
    private const byte Removed = 2;

    public static ReadOnlyMemory<byte> Removal { get; } = new[] { Removed };

    public bool CanEncode => kind.IsSerializable;

    public ReadOnlyMemory<byte> Encode(T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write([Value]);
        try
        {
            kind.Serialize(value, buffer);
        }
        catch (Exception exception) when (exception is not ParacleException)
        {
            throw new InvalidInputException("value", $"The serializer of {typeof(T)} refused the value. Write one that it can serialize.", exception);
        }

        return buffer.WrittenMemory;
    }

    public static bool IsRemoval(ReadOnlyMemory<byte> payload) => payload.Length == 1 && payload.Span[0] == Removed;

    public T Decode(ReadOnlyMemory<byte> payload) => payload.Length > 0 && payload.Span[0] == Value
        ? kind.Deserialize(payload[1..])
        : throw new InvalidInputException("write-behind payload", "The item in the journal is no write of this version. Discard it, or read it with the version that wrote it.");
}
