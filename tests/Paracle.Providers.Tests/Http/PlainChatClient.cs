using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tests.Http;

/// <summary>A vendor's client at its barest: a POST, whose body comes back as text, line by line when streamed.</summary>
internal sealed class PlainChatClient(HttpClient http, PlainOptions settings) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(options, isStreaming: false, cancellationToken);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, await response.Content.ReadAsStringAsync(cancellationToken)));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(options, isStreaming: true, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, line) { FinishReason = line == "data: [DONE]" ? ChatFinishReason.Stop : null };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("plain", settings.BaseUrl, settings.Model) : null;

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(ChatOptions? call, bool isStreaming, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.BaseUrl!, "/v1/chat/completions"))
        {
            Content = new StringContent(
                $$"""{"model":"{{call?.ModelId ?? settings.Model}}","stream":{{(isStreaming ? "true" : "false")}},"messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiKey) },
        };
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
