using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Paracle.Store;

/// <summary>SHA-256 over length-prefixed texts. A key of 1,024 characters does not fit into an index entry of PostgreSQL; its hash does.</summary>
internal static class KeyHash
{
    private const int MaxOnStack = 1024;

    // At once: a hash that takes the texts one by one takes twice as long.
    public static byte[] Of(params ReadOnlySpan<string> parts)
    {
        var size = 0;
        foreach (var part in parts)
        {
            size += sizeof(int) + Encoding.UTF8.GetMaxByteCount(part.Length);
        }

        var bytes = size <= MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[size];
        var end = 0;
        foreach (var part in parts)
        {
            var length = Encoding.UTF8.GetBytes(part, bytes[(end + sizeof(int))..]);
            BinaryPrimitives.WriteInt32BigEndian(bytes[end..], length);
            end += sizeof(int) + length;
        }

        return SHA256.HashData(bytes[..end]);
    }

    /// <summary>The first 64 bits, for what must be a number.</summary>
    public static long Number(params ReadOnlySpan<string> parts) => BinaryPrimitives.ReadInt64BigEndian(Of(parts));
}
