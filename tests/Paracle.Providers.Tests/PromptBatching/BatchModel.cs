using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Paracle.Testing;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>A model in process that understands batches. It answers by <see cref="Respond"/>, or holds each call for the test.</summary>
internal sealed class BatchModel : IChatClient
{
    private readonly ConcurrentQueue<SentCall> _calls = new();
    private readonly Channel<HeldCall> _held = Channel.CreateUnbounded<HeldCall>();

    public static TimeSpan Patience { get; } = Waiting.Limit;

    public Func<SentCall, CancellationToken, Task<ChatResponse>>? Respond { get; set; }

    public SentCall[] Calls => [.. _calls];

    public bool IsDisposed { get; private set; }

    public void Answer(Func<SentCall, ChatResponse> answer) => Respond = (call, _) => Task.FromResult(answer(call));

    public async Task<HeldCall> NextAsync() => await _held.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = new SentCall([.. messages], options);
        _calls.Enqueue(call);
        if (Respond is { } respond)
        {
            return respond(call, cancellationToken);
        }

        var held = new HeldCall(call, cancellationToken);
        _held.Writer.TryWrite(held);
        return held.Ended;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _calls.Enqueue(new SentCall([.. messages], options));
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, "streamed") { FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => IsDisposed = true;
}
