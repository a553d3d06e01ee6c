using Microsoft.AspNetCore.Http;
using Paracle.AspNetCore.Internal.Json;

namespace Paracle.AspNetCore.Internal.OpenApi;

/// <summary>Serves the OpenAPI document, which is written by hand and held against the code by tests.</summary>
internal sealed class OpenApiEndpoint(JsonAnswer answer)
{
    private readonly byte[] _document = Load();

    public Task GetAsync(HttpContext context) => answer.WriteAsync(context, StatusCodes.Status200OK, _document, "application/openapi+json");

    private static byte[] Load()
    {
        using var source = typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream("openapi.json")!;
        var document = new byte[source.Length];
        source.ReadExactly(document);
        return document;
    }
}
