using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Http.Internal;

/// <summary>
/// Around a vendor's client: ends an answer that takes too long, by what it says. The limits of the connection cannot see that a stream of
/// pings and empty events says nothing. Calls with a deadline go through a client of their own, where there are such.
/// </summary>
internal sealed class TimedAnswerChatClient(
    IChatClient inner, string provider, ProviderHttpOptions limits, TimeProvider time, DeadlineClients? clients = null) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var own = Rent(options);
        using var clock = new AnswerClock(provider, limits, time);
        using var caller = clock.CancelWith(cancellationToken);
        clock.WaitForAll();
        try
        {
            return await (own?.Client ?? InnerClient).GetResponseAsync(messages, options.WithoutParacle(), clock.Token).ConfigureAwait(false);
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
        using var own = Rent(options);
        using var clock = new AnswerClock(provider, limits, time);
        using var caller = clock.CancelWith(cancellationToken);
        var updates = (own?.Client ?? InnerClient).GetStreamingResponseAsync(messages, options.WithoutParacle(), clock.Token).GetAsyncEnumerator(clock.Token);
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

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            clients?.Dispose();
        }

        base.Dispose(disposing);
    }

    private DeadlineClients.Lease? Rent(ChatOptions? options) => options.FindParacle()?.Deadline is { } deadline ? clients?.Rent(deadline) : null;

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
