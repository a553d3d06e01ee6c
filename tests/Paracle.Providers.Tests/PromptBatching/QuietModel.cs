using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>A model that answers every prompt and remembers nothing.</summary>
internal sealed class QuietModel : IChatClient
{
    private int _answered;

    public int Answered => Volatile.Read(ref _answered);

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var call = new SentCall([.. messages], options);
        Interlocked.Add(ref _answered, call.Prompts.Count);
        return call.Answered();
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<ChatResponseUpdate>();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
