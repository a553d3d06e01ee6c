using System.Buffers.Binary;

namespace Paracle.Providers.Identity.Internal;

/// <summary>The SHA-256 of all that decides the answer of a request, its tenant included.</summary>
internal readonly record struct RequestIdentity(UInt128 High, UInt128 Low)
{
    /// <summary>Takes the 32 bytes of a hash.</summary>
    public static RequestIdentity Of(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));

    /// <summary>The hash as 64 hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> hash = stackalloc byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(hash, High);
        BinaryPrimitives.WriteUInt128BigEndian(hash[16..], Low);
        return Convert.ToHexStringLower(hash);
    }
}
