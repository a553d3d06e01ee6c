using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Chat.Internal;

/// <summary>
/// Ends a call at its <see cref="LlmCallContext.Deadline"/>, whatever it is waiting for then. Around all that callers share, so that it ends one
/// caller's wait as if they had left, and nobody else's.
/// </summary>
internal sealed class DeadlineChatClient(IChatClient inner, TimeProvider time) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        options.FindParacle()?.Deadline is { } deadline
            ? AskAsync(messages, options, deadline, cancellationToken)
            : base.GetResponseAsync(messages, options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        options.FindParacle()?.Deadline is { } deadline
            ? StreamAsync(messages, options, deadline, cancellationToken)
            : base.GetStreamingResponseAsync(messages, options, cancellationToken);

    private async Task<ChatResponse> AskAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        using var patience = new CallPatience(deadline, time, cancellationToken);
        try
        {
            return await base.GetResponseAsync(messages, options, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (patience.IsOver)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw patience.OutOfTime(exception);
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, DateTimeOffset deadline, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var patience = new CallPatience(deadline, time, cancellationToken);
        var updates = base.GetStreamingResponseAsync(messages, options, patience.Token).GetAsyncEnumerator(patience.Token);
        await using var _ = updates.ConfigureAwait(false);
        while (true)
        {
            // Not in a method of its own, which would be an allocation for each piece.
            try
            {
                if (!await updates.MoveNextAsync().ConfigureAwait(false))
                {
                    yield break;
                }
            }
            catch (OperationCanceledException exception) when (patience.IsOver)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw patience.OutOfTime(exception);
            }

            yield return updates.Current;
        }
    }
}
