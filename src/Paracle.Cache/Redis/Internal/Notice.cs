using System.Buffers.Binary;
using System.Text;

namespace Paracle.Cache.Redis.Internal;

/// <summary>What one node tells the others over pub/sub.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Node">Who says it.</param>
/// <param name="SentAt">When, by Redis's clock, in microseconds.</param>
/// <param name="Version">The version of the value that was written, 0 of a removal; the number of a beat.</param>
/// <param name="Cache">The cache's name.</param>
/// <param name="Name">The key or the tag.</param>
/// <param name="Clock">The tag clock of a removed tag: a script adds it as decimal text behind all else.</param>
internal readonly record struct Notice(NoticeKind Kind, long Node, long SentAt, long Version, string Cache, string Name, long Clock)
{
    private const int FixedLength = 1 + 8 + 8 + 8 + 2 + 2;

    public static byte[] Encode(NoticeKind kind, long node, long sentAt, long version, string cache, string name)
    {
        var cacheLength = Encoding.UTF8.GetByteCount(cache);
        var nameLength = Encoding.UTF8.GetByteCount(name);
        var bytes = new byte[FixedLength + cacheLength + nameLength];
        var span = bytes.AsSpan();
        span[0] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], node);
        BinaryPrimitives.WriteInt64LittleEndian(span[9..], sentAt);
        BinaryPrimitives.WriteInt64LittleEndian(span[17..], version);
        BinaryPrimitives.WriteUInt16LittleEndian(span[25..], (ushort)cacheLength);
        BinaryPrimitives.WriteUInt16LittleEndian(span[27..], (ushort)nameLength);
        Encoding.UTF8.GetBytes(cache, span[FixedLength..]);
        Encoding.UTF8.GetBytes(name, span[(FixedLength + cacheLength)..]);
        return bytes;
    }

    /// <summary>Reads a message, which anybody may have sent.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> message, out Notice notice)
    {
        notice = default;
        if (message.Length < FixedLength)
        {
            return false;
        }

        var cacheEnd = FixedLength + BinaryPrimitives.ReadUInt16LittleEndian(message[25..]);
        var nameEnd = cacheEnd + BinaryPrimitives.ReadUInt16LittleEndian(message[27..]);
        var clock = 0L;
        if (message.Length < nameEnd || (message.Length > nameEnd && !long.TryParse(message[nameEnd..], System.Globalization.CultureInfo.InvariantCulture, out clock)))
        {
            return false;
        }

        notice = new Notice(
            (NoticeKind)message[0],
            BinaryPrimitives.ReadInt64LittleEndian(message[1..]),
            BinaryPrimitives.ReadInt64LittleEndian(message[9..]),
            BinaryPrimitives.ReadInt64LittleEndian(message[17..]),
            Encoding.UTF8.GetString(message[FixedLength..cacheEnd]),
            Encoding.UTF8.GetString(message[cacheEnd..nameEnd]),
            clock);
        return true;
    }
}
