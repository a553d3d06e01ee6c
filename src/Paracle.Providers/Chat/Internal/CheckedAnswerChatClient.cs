using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Paracle.Providers.Internal;

namespace Paracle.Providers.Chat.Internal;

/// <summary>Lets no stream pass as complete that says no reason for its end, and no token count that cannot be.</summary>
internal sealed class CheckedAnswerChatClient(IChatClient inner, string provider) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        Correct(response.Usage);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var isFinished = false;
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            isFinished |= update.FinishReason is not null;
            var contents = update.Contents;

            // By index: the enumerator of an interface is an allocation for each piece.
            for (var at = 0; at < contents.Count; at++)
            {
                Correct((contents[at] as UsageContent)?.Details);
            }

            yield return update;
        }

        if (!isFinished)
        {
            throw ProviderErrors.Unfinished(provider);
        }
    }

    // A negative count would also be added to the token metrics.
    private static void Correct(UsageDetails? usage)
    {
        if (usage is null)
        {
            return;
        }

        usage.InputTokenCount = Known(usage.InputTokenCount);
        usage.OutputTokenCount = Known(usage.OutputTokenCount);
        usage.TotalTokenCount = Known(usage.TotalTokenCount);
    }

    private static long? Known(long? count) => count >= 0 ? count : null;
}
