using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Paracle.Cache.Redis.Internal;

/// <summary>
/// The form of a value in Redis, little-endian: schema (1 byte), flags (1), tags (2), checksum (4), version (8), source version (8, big-endian with the
/// sign turned, so that it orders as text), epoch (8), created (8), lifetime (8), tag clock (8), payload length once expanded (4), key length (4), key,
/// tags (length (2) and text each), payload. The texts are UTF-8.
/// </summary>
internal static class StoredFormat
{
    public const int VersionOffset = 8;
    public const int SourceVersionOffset = 16;

    private const byte Schema = 1;
    private const int FixedLength = 64;
    private const byte NullFlag = 1;
    private const byte CompressedFlag = 2;
    private const byte BulkFlag = 4;

    /// <summary>Writes a value. Its key and tags keep the rules of <see cref="InputRules.RequireKey"/>.</summary>
    public static byte[] Write(string key, in StoredHeader header, ReadOnlySpan<byte> payload)
    {
        var keyLength = Encoding.UTF8.GetByteCount(key);
        var length = FixedLength + keyLength + payload.Length;
        foreach (var tag in header.Tags)
        {
            length += sizeof(ushort) + Encoding.UTF8.GetByteCount(tag);
        }

        var stored = GC.AllocateUninitializedArray<byte>(length);
        var span = stored.AsSpan();
        span[0] = Schema;
        span[1] = (byte)((header.IsNull ? NullFlag : 0) | (header.IsCompressed ? CompressedFlag : 0) | (header.IsBulk ? BulkFlag : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(span[2..], checked((ushort)header.Tags.Length));
        BinaryPrimitives.WriteInt64LittleEndian(span[VersionOffset..], header.Version);
        StoredHeader.WriteOrdered(span[SourceVersionOffset..], header.SourceVersion);
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
            BinaryPrimitives.WriteUInt16LittleEndian(span[at..], checked((ushort)tagLength));
            at += sizeof(ushort) + tagLength;
        }

        payload.CopyTo(span[at..]);
        StoredChecksum.Write(span);
        return stored;
    }

    /// <summary>Reads a value, which allocates its tags and nothing else; false of anything damaged, foreign, of another schema or of another key.</summary>
    public static bool TryRead(ReadOnlySpan<byte> stored, string key, long maximumLength, out StoredHeader header, out int payloadAt)
    {
        header = default;
        payloadAt = 0;
        if (stored.Length < FixedLength || stored[0] != Schema || !StoredChecksum.IsRight(stored))
        {
            return false;
        }

        var flags = stored[1];
        var length = BinaryPrimitives.ReadInt32LittleEndian(stored[56..]);
        var keyLength = BinaryPrimitives.ReadInt32LittleEndian(stored[60..]);
        if ((flags & ~(NullFlag | CompressedFlag | BulkFlag)) != 0 || length < 0 || length > maximumLength
            || keyLength < 0 || keyLength > stored.Length - FixedLength || !IsKey(stored.Slice(FixedLength, keyLength), key))
        {
            return false;
        }

        var at = FixedLength + keyLength;
        if (!TryReadTags(stored, BinaryPrimitives.ReadUInt16LittleEndian(stored[2..]), ref at, out var tags))
        {
            return false;
        }

        header = new StoredHeader
        {
            IsNull = (flags & NullFlag) != 0,
            IsCompressed = (flags & CompressedFlag) != 0,
            IsBulk = (flags & BulkFlag) != 0,
            Length = length,
            Version = BinaryPrimitives.ReadInt64LittleEndian(stored[VersionOffset..]),
            SourceVersion = StoredHeader.ReadOrdered(stored[SourceVersionOffset..]),
            Epoch = BinaryPrimitives.ReadInt64LittleEndian(stored[24..]),
            Created = BinaryPrimitives.ReadInt64LittleEndian(stored[32..]),
            Lifetime = BinaryPrimitives.ReadInt64LittleEndian(stored[40..]),
            TagClock = BinaryPrimitives.ReadInt64LittleEndian(stored[48..]),
            Tags = tags,
        };
        payloadAt = at;
        return true;
    }

    private static bool TryReadTags(ReadOnlySpan<byte> stored, int count, ref int at, out string[] tags)
    {
        tags = [];
        if (count > (stored.Length - at) / sizeof(ushort))
        {
            return false;
        }

        tags = count == 0 ? [] : new string[count];
        for (var i = 0; i < count; i++)
        {
            if (stored.Length - at < sizeof(ushort))
            {
                return false;
            }

            var length = BinaryPrimitives.ReadUInt16LittleEndian(stored[at..]);
            at += sizeof(ushort);
            if (stored.Length - at < length)
            {
                return false;
            }

            tags[i] = Encoding.UTF8.GetString(stored.Slice(at, length));
            at += length;
        }

        return true;
    }

    // Piece by piece: no text is made, whatever the length.
    private static bool IsKey(ReadOnlySpan<byte> bytes, ReadOnlySpan<char> key)
    {
        Span<byte> piece = stackalloc byte[128];
        while (!key.IsEmpty)
        {
            Utf8.FromUtf16(key, piece, out var read, out var written);
            if (!bytes.StartsWith(piece[..written]))
            {
                return false;
            }

            key = key[read..];
            bytes = bytes[written..];
        }

        return bytes.IsEmpty;
    }
}
