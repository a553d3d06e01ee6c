using System.Buffers.Binary;
using CsCheck;
using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Tests.Redis.Stored;

public sealed class StoredFormatTests
{
    [Fact]
    public void TryRead_AnyWritten_ComesBackAsItWas() =>
        Gen.Select(StoredSample.Text, StoredSample.Header, Gen.Byte.Array[0, 300], Gen.Bool, Gen.Bool, Gen.Bool).Sample(
            (key, header, payload, isNull, isCompressed, isBulk) =>
            {
                var written = header with { IsNull = isNull, IsCompressed = isCompressed, IsBulk = isBulk, Length = payload.Length };

                var stored = StoredFormat.Write(key, written, payload);

                StoredFormat.TryRead(stored, key, payload.Length, out var read, out var payloadAt).ShouldBeTrue();
                read.Tags.ShouldBe(written.Tags);
                (read with { Tags = written.Tags }).ShouldBe(written);
                stored.AsSpan(payloadAt).SequenceEqual(payload).ShouldBeTrue();
                StoredSample.Seal([.. stored]).ShouldBe(stored);
            });

    [Fact]
    public void Write_Versions_AreWhereScriptsLookForThem()
    {
        var stored = StoredSample.Stored;

        BinaryPrimitives.ReadInt64LittleEndian(stored.AsSpan(StoredFormat.VersionOffset)).ShouldBe(7);
        stored.AsSpan(StoredFormat.SourceVersionOffset, sizeof(long)).SequenceEqual(new byte[sizeof(long)]).ShouldBeTrue();
    }

    [Fact]
    public void OrderedSourceVersion_AnyTwo_OrderAsTextLikeTheNumbers() => Gen.Select(Gen.Long, Gen.Long).Sample((one, other) =>
        Math.Sign(StoredHeader.OrderedSourceVersion(one).AsSpan().SequenceCompareTo(StoredHeader.OrderedSourceVersion(other))) == one.CompareTo(other));

    [Fact]
    public void TryRead_AnyByteChanged_IsRefused()
    {
        for (var at = 0; at < StoredSample.Stored.Length; at++)
        {
            byte[] stored = [.. StoredSample.Stored];
            for (var change = 1; change < 256; change++)
            {
                stored[at] = (byte)(StoredSample.Stored[at] ^ change);
                StoredSample.CanRead(stored).ShouldBeFalse($"byte {at}, change {change}");
            }
        }
    }

    [Fact]
    public void TryRead_TruncatedOrLonger_IsRefused()
    {
        for (var length = 0; length < StoredSample.Stored.Length; length++)
        {
            StoredSample.CanRead(StoredSample.Stored[..length]).ShouldBeFalse($"{length} bytes");
        }

        StoredSample.CanRead([.. StoredSample.Stored, 0]).ShouldBeFalse();
        StoredSample.CanRead(StoredSample.Stored).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("agent:e\u0301\u4e2d\ud83d\ude00:{1}")]
    [InlineData("agent:\u00e9\u4e2d\ud83d\ude00:{2}")]
    [InlineData("agent:\u00e9\u4e2d\ud83d\ude00:{1}1")]
    [InlineData("agent:\u00e9\u4e2d\ud83d\ude00:{1")]
    public void TryRead_AnotherKey_IsRefused(string key) => StoredSample.CanRead(StoredSample.Stored, key).ShouldBeFalse();

    [Fact]
    public void TryRead_LongestKey_IsRead()
    {
        var key = new string('\u4e2d', InputRules.MaxKeyLength);
        var stored = StoredFormat.Write(key, new StoredHeader(), []);

        StoredSample.CanRead(stored, key).ShouldBeTrue();
        StoredSample.CanRead(stored, key[..^1] + "\u4e2e").ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(255)]
    public void TryRead_AnotherSchema_IsRefused(byte schema) => StoredSample.CanRead(StoredSample.Sealed(stored => stored[0] = schema)).ShouldBeFalse();

    [Fact]
    public void TryRead_UnknownFlag_IsRefused() => StoredSample.CanRead(StoredSample.Sealed(stored => stored[1] |= 8)).ShouldBeFalse();

    [Theory]
    [InlineData(56, -1)]
    [InlineData(56, int.MinValue)]
    [InlineData(56, int.MaxValue)]
    [InlineData(56, (int)StoredSample.MostBytes + 1)]
    [InlineData(60, -1)]
    [InlineData(60, int.MinValue)]
    [InlineData(60, int.MaxValue)]
    [InlineData(60, 1_000)]
    public void TryRead_LengthThatCannotBe_IsRefused(int offset, int length) =>
        ReadsWithoutWaste(StoredSample.Sealed(stored => BinaryPrimitives.WriteInt32LittleEndian(stored.AsSpan(offset), length))).ShouldBeFalse();

    [Fact]
    public void TryRead_MoreTagsThanThereIsRoomFor_IsRefusedAtOnce() =>
        ReadsWithoutWaste(StoredSample.Sealed(stored => stored.AsSpan(2, 2).Fill(byte.MaxValue))).ShouldBeFalse();

    /// <summary>Sealed with the right checksum, so that what stands behind it is reached.</summary>
    [Fact]
    public void TryRead_200000ForgedValues_NeverThrows()
    {
        var random = new Random(3);
        var read = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var length = random.Next(StoredSample.Stored.Length + 1);
            var forged = i % 4 == 0 ? StoredSample.Payload(length) : StoredSample.Stored[..(i % 4 == 1 ? length : ^0)];
            for (var changes = random.Next(4); changes > 0 && forged.Length > 2; changes--)
            {
                forged[random.Next(2, forged.Length)] = (byte)random.Next(256);
            }

            if (StoredFormat.TryRead(StoredSample.Seal(forged), StoredSample.Key, StoredSample.MostBytes, out var header, out var payloadAt))
            {
                read++;
                payloadAt.ShouldBeInRange(0, forged.Length);
                header.Length.ShouldBeInRange(0, (int)StoredSample.MostBytes);
            }
        }

        read.ShouldBePositive();
    }

    [Fact]
    public void TryRead_WithoutTags_AllocatesNothing()
    {
        var stored = StoredFormat.Write(StoredSample.Key, new StoredHeader { Length = 10 }, new byte[10]);
        ReadMany(stored);
        var before = GC.GetAllocatedBytesForCurrentThread();

        ReadMany(stored);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static void ReadMany(byte[] stored)
    {
        for (var i = 0; i < 100; i++)
        {
            StoredFormat.TryRead(stored, StoredSample.Key, StoredSample.MostBytes, out _, out _);
        }
    }

    private static bool ReadsWithoutWaste(byte[] stored)
    {
        StoredSample.CanRead(stored);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isRead = StoredSample.CanRead(stored);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000);
        return isRead;
    }
}
