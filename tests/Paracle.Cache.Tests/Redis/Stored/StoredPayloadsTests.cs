using System.Buffers;
using System.IO.Compression;
using CsCheck;
using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Tests.Redis.Stored;

public sealed class StoredPayloadsTests
{
    private const int CompressionBytes = 1_000;
    private const int BulkBytes = 5_000;

    private readonly StoredPayloads _payloads = new(CompressionBytes, StoredSample.MostBytes);

    [Fact]
    public void TryRead_AnyWritten_ComesBackAsItWas() =>
        Gen.Select(StoredSample.Header, Gen.Int[0, 12_000], Gen.Int[1, 256], Gen.Bool).Sample((header, length, symbols, mayCompress) =>
        {
            byte[] payload = [.. StoredSample.Payload(length).Select(one => (byte)(one % symbols))];

            var (head, apart) = _payloads.Write(StoredSample.Key, header, payload, mayCompress, BulkBytes);

            _payloads.TryRead(head, StoredSample.Key, out var read, out var body).ShouldBeTrue();
            read.IsBulk.ShouldBe(apart.Length > 0);
            if (read.IsBulk)
            {
                body.Length.ShouldBe(0);
                _payloads.TryRead(apart, StoredSample.Key, out var second, out body).ShouldBeTrue();
                (second.Version, second.Length).ShouldBe((header.Version, length));
            }

            read.Tags.ShouldBe(header.Tags);
            Expand(read, body).ShouldBe(payload);
        });

    [Theory]
    [InlineData(CompressionBytes, 1, true, false)]
    [InlineData(CompressionBytes + 1, 1, true, true)]
    [InlineData(CompressionBytes + 1, 1, false, false)]
    [InlineData(4_000, 256, true, false)]
    public void Write_Payload_IsCompressedWhereThatPays(int length, int symbols, bool mayCompress, bool isCompressed)
    {
        byte[] payload = [.. StoredSample.Payload(length).Select(one => (byte)(one % symbols))];

        var (head, _) = _payloads.Write(StoredSample.Key, new StoredHeader(), payload, mayCompress, BulkBytes);

        _payloads.TryRead(head, StoredSample.Key, out var header, out var body).ShouldBeTrue();
        (header.IsCompressed, header.Length).ShouldBe((isCompressed, length));
        body.Length.ShouldBeLessThanOrEqualTo(isCompressed ? length - (length / 8) : length);
    }

    [Fact]
    public void TryRead_Null_HasNothingBehindIt()
    {
        var (head, apart) = _payloads.Write(StoredSample.Key, new StoredHeader { IsNull = true }, default, mayCompress: true, BulkBytes);

        _payloads.TryRead(head, StoredSample.Key, out var header, out var body).ShouldBeTrue();
        (header.IsNull, body.Length, apart.Length).ShouldBe((true, 0, 0));
        _payloads.TryRead(StoredFormat.Write(StoredSample.Key, header, [1]), StoredSample.Key, out _, out _).ShouldBeFalse();
        _payloads.TryRead(StoredFormat.Write(StoredSample.Key, header with { IsBulk = true }, []), StoredSample.Key, out _, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(11)]
    public void TryRead_PlainPayloadOfAnotherLength_IsRefused(int declared) =>
        _payloads.TryRead(StoredFormat.Write(StoredSample.Key, new StoredHeader { Length = declared }, new byte[10]), StoredSample.Key, out _, out _).ShouldBeFalse();

    [Fact]
    public void TryRead_MoreThanTheBoundOnceExpanded_IsRefused()
    {
        var bomb = StoredFormat.Write(StoredSample.Key, new StoredHeader { IsCompressed = true, Length = (int)StoredSample.MostBytes + 1 }, Compressed(10));

        _payloads.TryRead(bomb, StoredSample.Key, out _, out _).ShouldBeFalse();
    }

    /// <summary>Ten million zeros in a few bytes, which say that they are a hundred.</summary>
    [Fact]
    public void TryExpand_MoreThanDeclared_StopsAtWhatWasDeclared()
    {
        var bomb = Compressed(10_000_000);
        bomb.Length.ShouldBeLessThan(2_000);
        CanExpand(100, bomb).ShouldBeFalse();
        var before = GC.GetAllocatedBytesForCurrentThread();

        CanExpand(100, bomb).ShouldBeFalse();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
    }

    [Fact]
    public void TryExpand_NotExactlyWhatWasDeclared_IsRefused()
    {
        var compressed = Compressed(5_000);

        CanExpand(5_000, compressed).ShouldBeTrue();
        CanExpand(4_999, compressed).ShouldBeFalse();
        CanExpand(5_001, compressed).ShouldBeFalse();
        CanExpand(0, compressed).ShouldBeFalse();
        CanExpand(5_000, compressed[..^1]).ShouldBeFalse();
        CanExpand(5_000, [.. compressed, 0]).ShouldBeFalse();
        CanExpand(5_000, []).ShouldBeFalse();
    }

    [Fact]
    public void TryExpand_AnyBytes_NeverThrows() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 5_000]).Sample((bytes, length) => { CanExpand(length, bytes); }, iter: 20_000);

    private static byte[] Compressed(int zeros)
    {
        var buffer = new byte[zeros + 1_000];
        BrotliEncoder.TryCompress(new byte[zeros], buffer, out var written, 1, 18).ShouldBeTrue();
        return buffer[..written];
    }

    private static bool CanExpand(int length, byte[] compressed)
    {
        var isExpanded = StoredPayloads.TryExpand(new StoredHeader { IsCompressed = true, Length = length }, compressed, out _, out var rented);
        ArrayPool<byte>.Shared.Return(rented.ShouldNotBeNull());
        return isExpanded;
    }

    private static byte[] Expand(StoredHeader header, ReadOnlyMemory<byte> payload)
    {
        StoredPayloads.TryExpand(header, payload, out var expanded, out var rented).ShouldBeTrue();
        var bytes = expanded.ToArray();
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return bytes;
    }
}
