using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Paracle.AspNetCore.Internal.Problems;

namespace Paracle.AspNetCore.Internal.Json;

/// <summary>Reads a JSON body of bounded length.</summary>
internal sealed class JsonBody(IOptions<HttpApiOptions> options)
{
    private readonly int _limit = options.Value.MaxRequestBodyBytes;

    public async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> contract)
        where T : class
    {
        RequireJson(context.Request);
        Limit(context);
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            var isEnough = read.IsCompleted || read.Buffer.Length > _limit;
            try
            {
                if (isEnough)
                {
                    return read.Buffer.Length <= _limit ? Parse(read.Buffer, contract) : throw TooLarge();
                }
            }
            finally
            {
                // The server takes a read that is left open for a fault of its own.
                reader.AdvanceTo(isEnough ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            }
        }
    }

    private static T Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> contract)
        where T : class
    {
        try
        {
            var json = new Utf8JsonReader(body);
            var value = JsonSerializer.Deserialize(ref json, contract);

            // What follows the value must be white space.
            json.Read();
            return value ?? throw new InvalidInputException("body", "The body is null. Send a JSON object.");
        }
        catch (JsonException exception)
        {
            // Not the parser's own words: they quote what was sent.
            throw new InvalidInputException(
                "body",
                $"The body is no JSON of the expected form: at '{exception.Path}', line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}. Correct it there.",
                exception);
        }
    }

    private static void RequireJson(HttpRequest request)
    {
        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isJson || request.Headers.ContentEncoding.Count > 0)
        {
            throw new HttpRefusalException(
                StatusCodes.Status415UnsupportedMediaType, HttpErrorCodes.UnsupportedMediaType, "The body must be JSON in UTF-8, not compressed: send it as 'Content-Type: application/json'.");
        }
    }

    private void Limit(HttpContext context)
    {
        if (context.Request.ContentLength > _limit)
        {
            throw TooLarge();
        }

        // The server then cuts off a client that sends on.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = Math.Min(server.MaxRequestBodySize ?? _limit, _limit);
        }
    }

    private HttpRefusalException TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge, HttpErrorCodes.BodyTooLarge, $"The body is longer than {_limit} bytes. Send less, or raise HttpApiOptions.MaxRequestBodyBytes.");
}
