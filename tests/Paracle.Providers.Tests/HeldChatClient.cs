using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tests;

/// <summary>A client whose calls go on only as the test says, one part after the other.</summary>
internal sealed class HeldChatClient : IChatClient
{
    private readonly Channel<HeldCall> _arrivals = Channel.CreateUnbounded<HeldCall>();
    private int _calls;

    public int Calls => _calls;

    public ValueTask<HeldCall> NextCallAsync() => _arrivals.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
        }

        return updates.ToChatResponse();
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = new HeldCall(options, cancellationToken);
        Interlocked.Increment(ref _calls);
        _arrivals.Writer.TryWrite(call);
        await foreach (var update in call.Updates.Reader.ReadAllAsync(cancellationToken))
        {
            yield return update;
        }

        call.Told = [.. messages.Select(message => message.Text)];
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }

    internal sealed class HeldCall
    {
        private readonly TaskCompletionSource _stopped = new();

        public HeldCall(ChatOptions? options, CancellationToken cancellationToken)
        {
            Options = options;
            cancellationToken.Register(_stopped.SetResult);
        }

        public Channel<ChatResponseUpdate> Updates { get; } = Channel.CreateUnbounded<ChatResponseUpdate>();

        public ChatOptions? Options { get; }

        /// <summary>The messages as they were when the call ended.</summary>
        public string[]? Told { get; set; }

        /// <summary>Ends when the call is cancelled.</summary>
        public Task Stopped => _stopped.Task;

        public void Say(string text) => Updates.Writer.TryWrite(new ChatResponseUpdate(ChatRole.Assistant, text) { MessageId = "message", ResponseId = "response" });

        public void Fail(Exception exception) => Updates.Writer.Complete(exception);

        public void End(ChatFinishReason? reason = null, bool isFinished = true)
        {
            if (isFinished)
            {
                Updates.Writer.TryWrite(new ChatResponseUpdate { FinishReason = reason ?? ChatFinishReason.Stop, MessageId = "message", ResponseId = "response" });
                Updates.Writer.TryWrite(new ChatResponseUpdate(null, [new UsageContent(new UsageDetails { InputTokenCount = 11, OutputTokenCount = 4, TotalTokenCount = 15 })]) { MessageId = "message", ResponseId = "response" });
            }

            Updates.Writer.Complete();
        }
    }
}
