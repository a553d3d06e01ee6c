using System.Text;
using Paracle.Simulation;

namespace Paracle.Integration.Tests.Simulation;

/// <summary>Requests without an SDK, where a test looks at the bytes.</summary>
internal static class RawClient
{
    public static HttpClient To(ModelServer server)
    {
        var client = new HttpClient { BaseAddress = server.BaseAddress };
        client.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        return client;
    }

    public static Task<HttpResponseMessage> SendAsync(
        HttpClient client, string path, bool isStreaming, string prompt = "Hello", CancellationToken cancellationToken = default)
    {
        string body = $$"""
            { "model": "m", "max_tokens": 64, "stream": {{(isStreaming ? "true" : "false")}},
              "messages": [ { "role": "user", "content": "{{prompt}}" } ] }
            """;
        return PostAsync(client, path, body, cancellationToken);
    }

    public static async Task<HttpResponseMessage> PostAsync(
        HttpClient client, string path, string body, CancellationToken cancellationToken = default)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
    }

    public static async Task<string> TextAsync(HttpClient client, string path, bool isStreaming)
    {
        using HttpResponseMessage response = await SendAsync(client, path, isStreaming);
        return await response.Content.ReadAsStringAsync();
    }
}
