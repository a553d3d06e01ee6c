using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Paracle.AspNetCore.Internal.Json;

/// <summary>Writes a JSON answer, compressed when that is worth it and the client takes it.</summary>
internal sealed class JsonAnswer(IOptions<HttpApiOptions> options)
{
    private readonly int _threshold = options.Value.CompressionThreshold;

    public Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> contract, string contentType = "application/json") =>
        WriteAsync(context, status, JsonSerializer.SerializeToUtf8Bytes(value, contract), contentType);

    public async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> json, string contentType = "application/json")
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.XContentTypeOptions = "nosniff";
        if (StringValues.IsNullOrEmpty(response.Headers.CacheControl))
        {
            response.Headers.CacheControl = "no-store";
        }

        if (json.Length >= _threshold)
        {
            response.Headers.Vary = StringValues.Concat(response.Headers.Vary, "Accept-Encoding");
            if (ContentCoding.Choose(context.Request.Headers.AcceptEncoding) is { } coding && ContentCoding.TryCompress(coding, json, out var compressed))
            {
                response.Headers.ContentEncoding = coding;
                json = compressed;
            }
        }

        response.ContentLength = json.Length;
        await response.BodyWriter.WriteAsync(json, context.RequestAborted).ConfigureAwait(false);
    }
}
