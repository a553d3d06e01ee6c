using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Text;

namespace Paracle.Benchmarks.Http;

/// <summary>A request of which only a number in its body differs from one sending to the next, so that making it costs next to nothing.</summary>
internal sealed class HttpRequestTemplate
{
    /// <summary>Where the number goes.</summary>
    public const string Number = "000000000000";

    private static readonly StandardFormat Digits = new('D', (byte)Number.Length);

    private readonly byte[] _bytes;
    private readonly int _at;

    private HttpRequestTemplate(string text)
    {
        _bytes = Encoding.UTF8.GetBytes(text);
        _at = _bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Number));
    }

    public static HttpRequestTemplate Get(IPEndPoint server, string path) => new($"GET {path} HTTP/1.1\r\nHost: {server}\r\n\r\n");

    public static HttpRequestTemplate Post(IPEndPoint server, string path, string json) => new(
        $"POST {path} HTTP/1.1\r\nHost: {server}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    /// <summary>Writes the request with its number, and returns its length.</summary>
    public int Write(long number, Span<byte> target)
    {
        _bytes.CopyTo(target);
        if (_at >= 0)
        {
            Utf8Formatter.TryFormat(number, target[_at..], out _, Digits);
        }

        return _bytes.Length;
    }
}
