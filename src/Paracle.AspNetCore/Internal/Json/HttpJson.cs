using System.Text.Encodings.Web;
using System.Text.Json;

namespace Paracle.AspNetCore.Internal.Json;

/// <summary>The contracts as they are used: what is written is never put into HTML, so that text need not be escaped for it.</summary>
internal static class HttpJson
{
    public static HttpJsonContext Contracts { get; } =
        new(new JsonSerializerOptions(HttpJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
