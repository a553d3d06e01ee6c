namespace Paracle.Simulation.Internal;

/// <summary>Takes a request off the wire.</summary>
internal static class RequestReader
{
    public static async Task<ModelRequest> ReadAsync(HttpContext context, ModelVendor vendor, string path)
    {
        byte[] body = await ReadBodyAsync(context.Request, context.RequestAborted);
        var headers = new Dictionary<string, string>(context.Request.Headers.Count, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers)
        {
            headers[name] = values.ToString();
        }

        return new ModelRequest(vendor, path, headers, body);
    }

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is { } length)
        {
            var exact = new byte[length];
            await request.Body.ReadExactlyAsync(exact, cancellationToken);
            return exact;
        }

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
