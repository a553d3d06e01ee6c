using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Paracle.Providers.Tests.PromptBatching;

namespace Paracle.Providers.Tests.Coalescing;

/// <summary>A model that tells its call's number in pieces, fails as the dice fall, and refuses one agent as a budget would.</summary>
internal sealed class CoalescingStormModel(int seed) : IChatClient
{
    public const string Poor = "poor";
    public const int MostPieces = 8;

    private readonly ConcurrentQueue<StormCall> _calls = new();
    private int _running;
    private int _number;
    private long _clock;

    public IReadOnlyCollection<StormCall> Calls => _calls;

    public int Running => Volatile.Read(ref _running);

    public static string TextOf(string number, int pieces) => string.Concat(Enumerable.Range(0, pieces).Select(piece => $"{number}.{piece} "));

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = new StormCall(Interlocked.Increment(ref _number), Interlocked.Increment(ref _clock), cancellationToken);
        var random = new Random(HashCode.Combine(seed, call.Number));
        _calls.Enqueue(call);
        Interlocked.Increment(ref _running);
        try
        {
            await StormModel.YieldAsync(random.Next(10));
            if (options.FindParacle()?.Agent == Poor)
            {
                call.IsRefused = true;
                throw new LimitExceededException(ErrorCodes.BudgetExhausted, "The budget is spent.");
            }

            var pieces = random.Next(1, MostPieces);
            var failsAt = random.Next(4) == 0 ? random.Next(pieces + 1) : -1;
            for (var piece = 0; piece < pieces; piece++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (piece == failsAt)
                {
                    throw call.Error = new ProviderException($"call {call.Number} failed");
                }

                yield return new ChatResponseUpdate(ChatRole.Assistant, $"{call.Number}.{piece} ") { MessageId = "message", ResponseId = "response" };
                await StormModel.YieldAsync(random.Next(6));
            }

            if (failsAt == pieces)
            {
                throw call.Error = new ProviderException($"call {call.Number} failed");
            }

            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop, MessageId = "message", ResponseId = "response" };
            yield return new ChatResponseUpdate(role: null, [new UsageContent(new UsageDetails { InputTokenCount = 7, OutputTokenCount = pieces })])
            {
                MessageId = "message",
                ResponseId = "response",
            };
            call.Text = TextOf($"{call.Number}", pieces);
        }
        finally
        {
            call.Ended = Interlocked.Increment(ref _clock);
            Interlocked.Decrement(ref _running);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
