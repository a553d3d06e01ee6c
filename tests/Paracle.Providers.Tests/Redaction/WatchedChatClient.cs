using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tests.Redaction;

/// <summary>Writes down all that passes through it, as JSON; without an inner client it answers with a secret cut in two.</summary>
internal sealed class WatchedChatClient : IChatClient
{
    private static readonly JsonSerializerOptions Json = new(AIJsonUtilities.DefaultOptions) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = false };

    public IChatClient? Inner { get; set; }

    public IEnumerable<ChatMessage>? LastMessages { get; private set; }

    public ChatOptions? LastOptions { get; private set; }

    public string LastAnswer { get; private set; } = "";

    public string Request { get; private set; } = "";

    public string Seen { get; private set; } = "";

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        See(messages, options);
        var response = Inner is null ? Answer().ToChatResponse() : await Inner.GetResponseAsync(messages, options, cancellationToken);
        LastAnswer = response.Text;
        Seen += JsonSerializer.Serialize(response, Json);
        return response;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        See(messages, options);
        await foreach (var update in Inner?.GetStreamingResponseAsync(messages, options, cancellationToken) ?? Answer().ToAsyncEnumerable())
        {
            Seen += JsonSerializer.Serialize(update, Json);
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => Inner?.GetService(serviceType, serviceKey);

    public void Dispose()
    {
    }

    private static ChatResponseUpdate[] Answer() =>
    [
        new(ChatRole.Assistant, "It is canary"),
        new(ChatRole.Assistant, "-4b91!"),
        new(ChatRole.Assistant, [new UsageContent(new UsageDetails { OutputTokenCount = 3 })]) { FinishReason = ChatFinishReason.Stop },
    ];

    private void See(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        (LastMessages, LastOptions) = (messages, options);
        Request = JsonSerializer.Serialize(messages, Json) + JsonSerializer.Serialize(options, Json);
        Seen += Request;
    }
}
