using System.Text.Unicode;

namespace Paracle.Store;

/// <summary>What an effect is found by: the beginning of its idempotency key, and the hash of queue, tenant and idempotency key for the rest of 32 bytes.</summary>
internal static class EffectKey
{
    // Keys that name a time or a number, as most do, lie side by side in the index then: hashes alone made it the dearest part of an append. 160 bits of
    // hash are left.
    private const int Prefix = 12;

    public static byte[] Of(QueueMessage message)
    {
        var hash = KeyHash.Of(message.Queue, message.Tenant.Value, message.IdempotencyKey);
        Utf8.FromUtf16(message.IdempotencyKey, hash.AsSpan(0, Prefix), out _, out _); // as much of it as fits
        return hash;
    }
}
