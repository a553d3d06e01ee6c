using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;

namespace Paracle.Providers.Tokens.Internal;

/// <summary>Takes something in advance for each call, and lets it be settled by what the answer took, however the call ends.</summary>
internal abstract class TalliedChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prompt = messages.ToMessages();
        var call = await BeginAsync(prompt, options, cancellationToken).ConfigureAwait(false);
        if (call is null)
        {
            return await base.GetResponseAsync(prompt, options, cancellationToken).ConfigureAwait(false);
        }

        await using (call.ConfigureAwait(false))
        {
            try
            {
                var response = await base.GetResponseAsync(prompt, options, cancellationToken).ConfigureAwait(false);
                call.Answer.Add(response);
                return response;
            }
            catch (Exception exception)
            {
                call.Failed(exception);
                throw;
            }
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var prompt = messages.ToMessages();
        var call = await BeginAsync(prompt, options, cancellationToken).ConfigureAwait(false);
        if (call is null)
        {
            await foreach (var update in base.GetStreamingResponseAsync(prompt, options, cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }

            yield break;
        }

        await using var _ = call.ConfigureAwait(false);
        var updates = base.GetStreamingResponseAsync(prompt, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var __ = updates.ConfigureAwait(false);
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
            catch (Exception exception)
            {
                call.Failed(exception);
                throw;
            }

            call.Answer.Add(updates.Current);
            yield return updates.Current;
        }
    }

    /// <summary>Takes in advance what the call may take.</summary>
    /// <returns>The call, or null when nothing is taken for it.</returns>
    protected abstract ValueTask<ITalliedCall?> BeginAsync(IReadOnlyList<ChatMessage> prompt, ChatOptions? options, CancellationToken cancellationToken);
}
