using System.Buffers;
using Paracle.Providers.Internal;

namespace Paracle.Providers.Http.Internal;

/// <summary>Counts what comes of an answer, unpacked, and ends one that grows beyond all reason before it fills the memory.</summary>
internal sealed class BodySize(string provider, ProviderHttpOptions options, bool isEventStream)
{
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private long _body;
    private long _line;

    public void Add(ReadOnlySpan<byte> read)
    {
        _body += read.Length;
        if (_body > options.MaxBodyBytes)
        {
            throw ProviderErrors.TooLong(provider, "its answer", "Http." + nameof(options.MaxBodyBytes), options.MaxBodyBytes);
        }

        if (isEventStream)
        {
            AddLines(read);
        }
    }

    private void AddLines(ReadOnlySpan<byte> read)
    {
        while (!read.IsEmpty)
        {
            var end = read.IndexOfAny(LineEnds);
            _line += end < 0 ? read.Length : end;
            if (_line > options.MaxLineBytes)
            {
                throw ProviderErrors.TooLong(provider, "a line of its stream", "Http." + nameof(options.MaxLineBytes), options.MaxLineBytes);
            }

            if (end < 0)
            {
                return;
            }

            _line = 0;
            read = read[(end + 1)..];
        }
    }
}
