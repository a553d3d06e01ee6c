using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Paracle.Store;

/// <summary>SHA-256 over length-prefixed texts. A key of 1,024 characters does not fit into an index entry of PostgreSQL; its hash does.</summary>
internal static class KeyHash
{
    public static byte[] Of(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>The first 64 bits, for what must be a number.</summary>
    public static long Number(params ReadOnlySpan<string> parts) => BinaryPrimitives.ReadInt64BigEndian(Of(parts));
}
