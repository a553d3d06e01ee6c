using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tests;

/// <summary>A client in process that answers as told and remembers what it got.</summary>
internal sealed class ScriptedChatClient(Func<ChatOptions?, IEnumerable<ChatResponseUpdate>> script) : IChatClient
{
    public ScriptedChatClient(string answer)
        : this(_ => [new ChatResponseUpdate(ChatRole.Assistant, answer) { FinishReason = ChatFinishReason.Stop }])
    {
    }

    public ChatOptions? LastOptions { get; private set; }

    public int Calls { get; private set; }

    public bool IsDisposed { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Answer(options).ToChatResponse());
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var update in Answer(options))
        {
            await Task.Yield();
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType?.IsInstanceOfType(this) == true ? this : null;

    public void Dispose() => IsDisposed = true;

    private IEnumerable<ChatResponseUpdate> Answer(ChatOptions? options)
    {
        LastOptions = options;
        Calls++;
        return script(options);
    }
}
