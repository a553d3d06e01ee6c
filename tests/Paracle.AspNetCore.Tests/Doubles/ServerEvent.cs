using System.Text;
using System.Text.Json;

namespace Paracle.AspNetCore.Tests.Doubles;

/// <summary>One server-sent event, parsed to the letter of WHATWG HTML, section 9.2.6.</summary>
internal sealed record ServerEvent(string Type, string Data, string? Id)
{
    public JsonElement Json => JsonDocument.Parse(Data).RootElement;

    public static async IAsyncEnumerable<ServerEvent> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        string type = "", lastId = "";
        StringBuilder data = new();
        while (await ReadLineAsync(reader) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                {
                    yield return new ServerEvent(type.Length == 0 ? "message" : type, data.ToString()[..^1], lastId.Length == 0 ? null : lastId);
                }

                type = "";
                data.Clear();
                continue;
            }

            var colon = line.IndexOf(':');
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "event":
                    type = value;
                    break;
                case "data":
                    data.Append(value).Append('\n');
                    break;
                case "id" when !value.Contains('\0'):
                    lastId = value;
                    break;
            }
        }
    }

    // CR, LF and CRLF end a line, and nothing else does.
    private static async Task<string?> ReadLineAsync(StreamReader reader)
    {
        StringBuilder line = new();
        var buffer = new char[1];
        while (await reader.ReadAsync(buffer) == 1)
        {
            if (buffer[0] == '\n')
            {
                return line.ToString();
            }

            if (buffer[0] == '\r')
            {
                throw new InvalidDataException("A raw CR: none of ours ends a line so.");
            }

            line.Append(buffer[0]);
        }

        line.Length.ShouldBe(0, "The stream ended within a line.");
        return null;
    }
}
