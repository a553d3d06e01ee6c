using System.Buffers.Binary;
using CsCheck;
using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Tests.Redis.Stored;

/// <summary>Stored values to be read, changed and sealed anew.</summary>
internal static class StoredSample
{
    public const string Key = "agent:\u00e9\u4e2d\ud83d\ude00:{1}";
    public const long MostBytes = 1 << 20;

    public static readonly Gen<string> Text = Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.Const('\u00e9'), Gen.Const('\u4e2d')), 1, 300];

    public static readonly Gen<StoredHeader> Header =
        from version in Gen.Long
        from source in Gen.Long
        from epoch in Gen.Long
        from created in Gen.Long
        from lifetime in Gen.Long
        from clock in Gen.Long
        from tags in Text.Array[0, 5]
        select new StoredHeader
        {
            Version = version,
            SourceVersion = source,
            Epoch = epoch,
            Created = created,
            Lifetime = lifetime,
            TagClock = clock,
            Tags = tags,
        };

    public static byte[] Stored { get; } = StoredFormat.Write(
        Key, new StoredHeader { Version = 7, Epoch = 8, Created = 9, Lifetime = 10, TagClock = 11, Tags = ["tag", "\u00e9"], Length = 100 }, Payload(100));

    public static byte[] Payload(int length)
    {
        var payload = new byte[length];
        new Random(length).NextBytes(payload);
        return payload;
    }

    public static bool CanRead(byte[] stored, string key = Key) => StoredFormat.TryRead(stored, key, MostBytes, out _, out _);

    /// <summary>What one who may write to Redis can do: change something and make the checksum right again.</summary>
    public static byte[] Sealed(Action<byte[]> change)
    {
        byte[] stored = [.. Stored];
        change(stored);
        return Seal(stored);
    }

    public static byte[] Seal(byte[] stored)
    {
        if (stored.Length >= 8)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(stored.AsSpan(4), Checksum(stored));
        }

        return stored;
    }

    // Bit by bit, after the definition of the polynomial.
    private static uint Checksum(byte[] stored)
    {
        var sums = new uint[] { Crc(uint.MaxValue, stored.AsSpan(0, 4)), uint.MaxValue, uint.MaxValue };
        var whole = 8 + ((stored.Length - 8) / 24 * 24);
        for (var at = 8; at < whole; at += 8)
        {
            sums[(at / 8 - 1) % 3] = Crc(sums[(at / 8 - 1) % 3], stored.AsSpan(at, 8));
        }

        var others = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(others, sums[1]);
        BinaryPrimitives.WriteUInt32LittleEndian(others.AsSpan(4), sums[2]);
        return ~Crc(Crc(sums[0], others), stored.AsSpan(whole));
    }

    private static uint Crc(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0x82F63B78;
            }
        }

        return sum;
    }
}
