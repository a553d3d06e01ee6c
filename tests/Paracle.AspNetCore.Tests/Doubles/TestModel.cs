using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Paracle.AspNetCore.Tests.Doubles;

/// <summary>One provider whose model says what the test has it say.</summary>
internal sealed class TestModel : IChatClient, IProviderCatalog
{
    /// <summary>What the model says to the last message; by default it repeats it.</summary>
    public Func<string, CancellationToken, IAsyncEnumerable<string>> Speaks { get; set; } = (task, _) => Pieces(task);

    /// <summary>The tokens of the calls that were made.</summary>
    public ConcurrentQueue<CancellationToken> Calls { get; } = new();

    public IReadOnlyList<string> Names => ["main"];

    public static async IAsyncEnumerable<string> Pieces(params string[] pieces)
    {
        foreach (var piece in pieces)
        {
            await Task.Yield();
            yield return piece;
        }
    }

    public static async IAsyncEnumerable<string> SilenceAsync([EnumeratorCancellation] CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        yield break;
    }

    public IChatClient GetClient(string? name) => this;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Calls.Enqueue(cancellationToken);
        await foreach (var piece in Speaks(messages.Last().Text, cancellationToken))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
        }

        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop, Contents = [new UsageContent(new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5 })] };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
