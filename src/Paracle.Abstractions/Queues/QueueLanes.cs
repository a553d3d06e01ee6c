using System.Security.Cryptography;
using System.Text;

namespace Paracle;

/// <summary>Puts a key on its lane: the same on every host, process and store.</summary>
public static class QueueLanes
{
    /// <summary>The lane of a key: the first 32 bits of SHA-256 over the length-prefixed tenant and key, modulo the number of lanes.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="key">The key.</param>
    /// <param name="lanes">How many lanes the queue has.</param>
    /// <returns>The lane's number, from 0.</returns>
    public static int LaneOf(TenantId tenant, string key, int lanes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant.Value.Length}:{tenant.Value}{key}"), hash);
        return (int)(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash) % (uint)lanes);
    }
}
