using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Paracle.Providers.Internal;

namespace Paracle.Providers.Chat.Internal;

/// <summary>Turns whatever the vendor's client throws into a <see cref="ProviderException"/>, once.</summary>
internal sealed class TypedErrorChatClient(IChatClient inner, string provider) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsForeign(exception, cancellationToken))
        {
            throw Typed(exception, cancellationToken);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var updates = OpenAsync(messages, options, cancellationToken);
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
            catch (Exception exception) when (IsForeign(exception, cancellationToken))
            {
                throw Typed(exception, cancellationToken);
            }

            yield return updates.Current;
        }
    }

    private IAsyncEnumerator<ChatResponseUpdate> OpenAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            return base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        }
        catch (Exception exception) when (IsForeign(exception, cancellationToken))
        {
            throw Typed(exception, cancellationToken);
        }
    }

    // Whatever a vendor's client throws at a caller who leaves, they left.
    private ProviderException Typed(Exception exception, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ProviderErrors.Of(provider, exception);
    }

    private static bool IsForeign(Exception exception, CancellationToken cancellationToken) =>
        exception is not ParacleException && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested);
}
