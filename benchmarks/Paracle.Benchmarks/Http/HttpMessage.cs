using System.Buffers.Text;
using System.Text;

namespace Paracle.Benchmarks.Http;

/// <summary>As much of HTTP/1.1 (RFC 9112) as tells when an answer has wholly come.</summary>
internal static class HttpMessage
{
    private const int StatusAt = 9; // after "HTTP/1.1 "

    /// <summary>Whether the answer has come to its end. One without a length is chunked: neither JSON nor our events hold the line
    /// breaks that the last chunk is known by.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> received, out int status)
    {
        status = 0;
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        if (!received.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(received[StatusAt..], out status, out _))
        {
            throw new InvalidDataException("The server's answer is not HTTP/1.1.");
        }

        return LengthOf(received[..head]) is { } length ? received.Length >= head + 4 + length : received.EndsWith("\r\n0\r\n\r\n"u8);
    }

    private static int? LengthOf(ReadOnlySpan<byte> head)
    {
        const string name = "Content-Length:";
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            if (line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name)
                && Utf8Parser.TryParse(line[name.Length..].TrimStart((byte)' '), out int length, out _))
            {
                return length;
            }
        }

        return null;
    }
}
