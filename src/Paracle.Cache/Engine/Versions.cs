using System.Buffers.Binary;

namespace Paracle.Cache.Internal;

/// <summary>Numbers for what this node writes. They tell values apart, and say nothing of which is newer: no clock takes part.</summary>
internal sealed class Versions(Random random)
{
    private long _last = random.NextInt64();

    public long Next() => Interlocked.Increment(ref _last);

    /// <summary>The token of the lease under which a version is made: a letter, so that it is not taken for an error, and the number.</summary>
    public static byte[] Token(long version)
    {
        var token = new byte[1 + sizeof(long)];
        token[0] = (byte)'t';
        BinaryPrimitives.WriteInt64LittleEndian(token.AsSpan(1), version);
        return token;
    }
}
