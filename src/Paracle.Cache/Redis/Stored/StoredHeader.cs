using System.Buffers.Binary;

namespace Paracle.Cache.Redis.Internal;

/// <summary>What stands before a value in Redis.</summary>
internal readonly record struct StoredHeader
{
    /// <summary>The source version of a value that has none.</summary>
    public const long NoSourceVersion = long.MinValue;

    private const ulong SignBit = 1UL << 63;

    public StoredHeader()
    {
    }

    /// <summary>Whether the value is null; there is no payload then.</summary>
    public bool IsNull { get; init; }

    /// <summary>Whether the payload is compressed.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>Whether the payload is under a key of its own.</summary>
    public bool IsBulk { get; init; }

    /// <summary>The payload's length once expanded.</summary>
    public int Length { get; init; }

    /// <summary>The value's version.</summary>
    public long Version { get; init; }

    /// <summary>The epoch in which it was written.</summary>
    public long Epoch { get; init; }

    /// <summary>When it was written, in milliseconds of Redis's clock.</summary>
    public long Created { get; init; }

    /// <summary>How long the value lives from then, in milliseconds; Redis may keep it longer.</summary>
    public long Lifetime { get; init; }

    /// <summary>How far the tag clock had come when the value's load began.</summary>
    public long TagClock { get; init; }

    /// <summary>The source's version of the value.</summary>
    public long SourceVersion { get; init; } = NoSourceVersion;

    /// <summary>The value's tags.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>A source version as eight bytes that order as text; zeros for none.</summary>
    public static byte[] OrderedSourceVersion(long version)
    {
        var bytes = new byte[sizeof(long)];
        WriteOrdered(bytes, version);
        return bytes;
    }

    public static void WriteOrdered(Span<byte> target, long version) => BinaryPrimitives.WriteUInt64BigEndian(target, unchecked((ulong)version) ^ SignBit);

    public static long ReadOrdered(ReadOnlySpan<byte> source) => unchecked((long)(BinaryPrimitives.ReadUInt64BigEndian(source) ^ SignBit));
}
