using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Paracle.AspNetCore.Internal.Json;

/// <summary>Brotli and gzip for whole answers. The framework's middleware has no least length and decides by media type, streams included.</summary>
internal static class ContentCoding
{
    private const string Brotli = "br";
    private const string Gzip = "gzip";
    private const int BrotliQuality = 1;
    private const int BrotliWindow = 22;

    /// <summary>The coding the client likes best, Brotli among equals, or null for none.</summary>
    public static string? Choose(StringValues accepted)
    {
        if (!StringWithQualityHeaderValue.TryParseList(accepted, out var codings))
        {
            return null;
        }

        var any = QualityOf(codings, "*") ?? 0;
        var brotli = QualityOf(codings, Brotli) ?? any;
        var gzip = QualityOf(codings, Gzip) ?? any;
        var identity = QualityOf(codings, "identity") ?? 0;
        var best = Math.Max(brotli, gzip);
        return best <= 0 || best < identity ? null : brotli >= gzip ? Brotli : Gzip;
    }

    /// <summary>Compresses, unless that makes it no shorter.</summary>
    public static bool TryCompress(string coding, ReadOnlyMemory<byte> source, out ReadOnlyMemory<byte> compressed)
    {
        var target = new byte[source.Length];
        var length = coding is Brotli ? CompressByBrotli(source.Span, target) : CompressByGzip(source, target);
        compressed = target.AsMemory(0, length ?? 0);
        return length is not null;
    }

    private static int? CompressByBrotli(ReadOnlySpan<byte> source, byte[] target) =>
        BrotliEncoder.TryCompress(source, target, out var written, BrotliQuality, BrotliWindow) ? written : null;

    private static int? CompressByGzip(ReadOnlyMemory<byte> source, byte[] target)
    {
        try
        {
            using var stream = new MemoryStream(target);
            using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(source.Span);
            }

            return (int)stream.Position;
        }
        catch (NotSupportedException)
        {
            // The target is full: compressed, it would be longer.
            return null;
        }
    }

    private static double? QualityOf(IList<StringWithQualityHeaderValue> codings, string name) =>
        codings.FirstOrDefault(coding => coding.Value.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found ? found.Quality ?? 1 : null;
}
