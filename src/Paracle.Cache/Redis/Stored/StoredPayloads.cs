using System.Buffers;
using System.IO.Compression;

namespace Paracle.Cache.Redis.Internal;

/// <summary>Puts values into their stored form and back: compressed where that pays, apart where they are large, and never more than the bound when expanded.</summary>
internal sealed class StoredPayloads(int compressionBytes, long maximumPayloadBytes)
{
    // Of 40 KB of JSON it leaves 44 % where deflate at its fastest leaves 58 %, in little more time; deflate needs four times as long to leave
    // as little. It takes half as long again to expand, and allocates nothing.
    private const int Quality = 1;
    private const int Window = 18;

    // What saves less than an eighth is not worth expanding.
    private const int LeastSaved = 8;

    /// <summary>Gives a value its stored form.</summary>
    /// <returns>The header with the payload behind it, or the header alone and the payload apart with a header of its own.</returns>
    public (byte[] Head, byte[] Apart) Write(string key, in StoredHeader header, ReadOnlyMemory<byte> payload, bool mayCompress, int bulkBytes)
    {
        if (!mayCompress || payload.Length <= compressionBytes)
        {
            return Form(key, header with { Length = payload.Length }, payload.Span, bulkBytes);
        }

        var most = payload.Length - (payload.Length / LeastSaved);
        var buffer = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var isCompressed = BrotliEncoder.TryCompress(payload.Span, buffer.AsSpan(0, most), out var written, Quality, Window);
            return Form(
                key, header with { Length = payload.Length, IsCompressed = isCompressed }, isCompressed ? buffer.AsSpan(0, written) : payload.Span, bulkBytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads a stored form; the payload is part of it and not copied.</summary>
    public bool TryRead(ReadOnlyMemory<byte> stored, string key, out StoredHeader header, out ReadOnlyMemory<byte> payload)
    {
        var isRead = StoredFormat.TryRead(stored.Span, key, maximumPayloadBytes, out header, out var payloadAt);
        payload = isRead ? stored[payloadAt..] : default;
        return isRead && (header.IsNull
            ? payload.IsEmpty && header is { Length: 0, IsCompressed: false, IsBulk: false }
            : header.IsBulk || header.IsCompressed || payload.Length == header.Length);
    }

    /// <summary>Expands a payload into exactly the length that its header declares; false when it is not that.</summary>
    /// <param name="header">What stands before it.</param>
    /// <param name="payload">What is stored.</param>
    /// <param name="expanded">What was stored: the payload itself if it is not compressed.</param>
    /// <param name="rented">To be given back to the shared pool when the caller is done, unless null: large values would each cost a large array.</param>
    public static bool TryExpand(in StoredHeader header, ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> expanded, out byte[]? rented)
    {
        if (!header.IsCompressed)
        {
            (expanded, rented) = (payload, null);
            return payload.Length == header.Length;
        }

        rented = ArrayPool<byte>.Shared.Rent(header.Length);
        expanded = rented.AsMemory(0, header.Length);
        using var decoder = new BrotliDecoder();
        return decoder.Decompress(payload.Span, rented.AsSpan(0, header.Length), out var consumed, out var written) == OperationStatus.Done
            && written == header.Length && consumed == payload.Length;
    }

    private static (byte[] Head, byte[] Apart) Form(string key, in StoredHeader header, ReadOnlySpan<byte> body, int bulkBytes)
    {
        if (body.Length <= bulkBytes)
        {
            return (StoredFormat.Write(key, header, body), []);
        }

        var full = header with { IsBulk = true };
        return (StoredFormat.Write(key, full, []), StoredFormat.Write(key, full with { Tags = [] }, body));
    }
}
