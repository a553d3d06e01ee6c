using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Paracle.Cache.Redis.Internal;

/// <summary>
/// The form of a value in Redis, little-endian: schema (1 byte), flags (1), tags (2), checksum (4), version (8), source version (8), epoch (8), created (8),
/// lifetime (8), tag clock (8), payload length (4), key length (4), key, tags (length and text each), payload. The checksum (CRC-32C) is of everything else.
/// </summary>
internal static class StoredFormat
{
    public const int VersionOffset = 8;
    public const int SourceVersionOffset = 16;

    private const byte Schema = 1;
    private const int ChecksumOffset = 4;
    private const int FixedLength = 64;
    private const byte NullFlag = 1;
    private const byte CompressedFlag = 2;
    private const byte BulkFlag = 4;

    /// <summary>Writes a value.</summary>
    public static byte[] Write(string key, in StoredHeader header, ReadOnlySpan<byte> payload)
    {
        var keyLength = Encoding.UTF8.GetByteCount(key);
        var length = FixedLength + keyLength + payload.Length;
        foreach (var tag in header.Tags)
        {
            length += sizeof(ushort) + Encoding.UTF8.GetByteCount(tag);
        }

        var stored = new byte[length];
        var span = stored.AsSpan();
        span[0] = Schema;
        span[1] = (byte)((header.IsNull ? NullFlag : 0) | (header.IsCompressed ? CompressedFlag : 0) | (header.IsBulk ? BulkFlag : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(span[2..], (ushort)header.Tags.Length);
        BinaryPrimitives.WriteInt64LittleEndian(span[VersionOffset..], header.Version);
        BinaryPrimitives.WriteUInt64BigEndian(span[SourceVersionOffset..], unchecked((ulong)header.SourceVersion) ^ (1UL << 63));
        BinaryPrimitives.WriteInt64LittleEndian(span[24..], header.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(span[32..], header.Created);
        BinaryPrimitives.WriteInt64LittleEndian(span[40..], header.Lifetime);
        BinaryPrimitives.WriteInt64LittleEndian(span[48..], header.TagClock);
        BinaryPrimitives.WriteInt32LittleEndian(span[56..], header.Length);
        BinaryPrimitives.WriteInt32LittleEndian(span[60..], keyLength);
        var at = FixedLength;
        at += Encoding.UTF8.GetBytes(key, span[at..]);
        foreach (var tag in header.Tags)
        {
            var tagLength = Encoding.UTF8.GetBytes(tag, span[(at + sizeof(ushort))..]);
            BinaryPrimitives.WriteUInt16LittleEndian(span[at..], (ushort)tagLength);
            at += sizeof(ushort) + tagLength;
        }

        payload.CopyTo(span[at..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span[ChecksumOffset..], Checksum(span));
        return stored;
    }

    /// <summary>Reads a value; false of anything damaged, foreign, of another schema or of another key.</summary>
    public static bool TryRead(ReadOnlySpan<byte> stored, string key, long maximumLength, out StoredHeader header, out int payloadAt)
    {
        header = default;
        payloadAt = 0;
        if (stored.Length < FixedLength || stored[0] != Schema || BinaryPrimitives.ReadUInt32LittleEndian(stored[ChecksumOffset..]) != Checksum(stored))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(stored[56..]);
        var keyLength = BinaryPrimitives.ReadInt32LittleEndian(stored[60..]);
        if (length < 0 || length > maximumLength || keyLength < 0 || keyLength > stored.Length - FixedLength || !IsKey(stored.Slice(FixedLength, keyLength), key))
        {
            return false;
        }

        var at = FixedLength + keyLength;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(stored[2..]);
        var tags = count == 0 ? [] : new string[count];
        for (var i = 0; i < count; i++)
        {
            if (stored.Length < at + sizeof(ushort))
            {
                return false;
            }

            var tagLength = BinaryPrimitives.ReadUInt16LittleEndian(stored[at..]);
            at += sizeof(ushort);
            if (stored.Length < at + tagLength)
            {
                return false;
            }

            tags[i] = Encoding.UTF8.GetString(stored.Slice(at, tagLength));
            at += tagLength;
        }

        header = new StoredHeader
        {
            IsNull = (stored[1] & NullFlag) != 0,
            IsCompressed = (stored[1] & CompressedFlag) != 0,
            IsBulk = (stored[1] & BulkFlag) != 0,
            Length = length,
            Version = BinaryPrimitives.ReadInt64LittleEndian(stored[VersionOffset..]),
            SourceVersion = unchecked((long)(BinaryPrimitives.ReadUInt64BigEndian(stored[SourceVersionOffset..]) ^ (1UL << 63))),
            Epoch = BinaryPrimitives.ReadInt64LittleEndian(stored[24..]),
            Created = BinaryPrimitives.ReadInt64LittleEndian(stored[32..]),
            Lifetime = BinaryPrimitives.ReadInt64LittleEndian(stored[40..]),
            TagClock = BinaryPrimitives.ReadInt64LittleEndian(stored[48..]),
            Tags = tags,
        };
        payloadAt = at;
        return true;
    }

    private static bool IsKey(ReadOnlySpan<byte> bytes, string key)
    {
        Span<char> text = stackalloc char[InputRules.MaxKeyLength];
        return bytes.Length >= key.Length && bytes.Length <= 3 * InputRules.MaxKeyLength
            && Encoding.UTF8.TryGetChars(bytes, text, out var length) && key.AsSpan().SequenceEqual(text[..length]);
    }

    private static uint Checksum(ReadOnlySpan<byte> stored)
    {
        var sum = Crc(uint.MaxValue, stored[..ChecksumOffset]);
        return ~Crc(sum, stored[(ChecksumOffset + sizeof(uint))..]);
    }

    private static uint Crc(uint sum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var one in bytes)
        {
            sum = BitOperations.Crc32C(sum, one);
        }

        return sum;
    }
}
