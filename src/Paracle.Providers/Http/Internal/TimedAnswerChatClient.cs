using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Http.Internal;

/// <summary>
/// Around a vendor's client: ends an answer that takes too long, by what it says. The limits of the connection cannot see that a stream of
/// pings and empty events says nothing.
/// </summary>
internal sealed class TimedAnswerChatClient(IChatClient inner, string provider, ProviderHttpOptions limits, TimeProvider time) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var clock = new AnswerClock(provider, limits, time);
        using var caller = clock.CancelWith(cancellationToken);
        clock.WaitForAll();
        try
        {
            return await base.GetResponseAsync(messages, options, clock.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (clock.IsOver && exception is not ProviderException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw clock.Error();
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var clock = new AnswerClock(provider, limits, time);
        using var caller = clock.CancelWith(cancellationToken);
        var updates = base.GetStreamingResponseAsync(messages, options, clock.Token).GetAsyncEnumerator(clock.Token);
        await using var _ = updates.ConfigureAwait(false);
        while (true)
        {
            // Not in a method of its own, which would be an allocation for each piece.
            clock.WaitForNext();
            try
            {
                var isMore = await updates.MoveNextAsync().ConfigureAwait(false);
                clock.Came(!isMore || IsToken(updates.Current));
                if (!isMore)
                {
                    yield break;
                }
            }
            catch (Exception exception) when (clock.IsOver && exception is not ProviderException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw clock.Error();
            }

            yield return updates.Current;
        }
    }

    private static bool IsToken(ChatResponseUpdate update)
    {
        if (update.FinishReason is not null)
        {
            return true;
        }

        // By index: the enumerator of an interface is an allocation for each piece.
        var contents = update.Contents;
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is not TextContent { Text.Length: 0 } and not TextReasoningContent { Text.Length: 0, ProtectedData: null or "" })
            {
                return true;
            }
        }

        return false;
    }
}
