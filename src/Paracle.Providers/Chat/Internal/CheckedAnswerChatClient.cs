using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Paracle.Providers.Internal;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.Chat.Internal;

/// <summary>Lets no stream pass as complete that says no reason for its end, and no token count that cannot be. Tells what was spent.</summary>
internal sealed class CheckedAnswerChatClient(IChatClient inner, string provider, SpendingTelemetry spending) : DelegatingChatClient(inner)
{
    private readonly string? _defaultModel = inner.FindDefaultModel();

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        Take(response.Usage, options);
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
                Take((contents[at] as UsageContent)?.Details, options);
            }

            yield return update;
        }

        if (!isFinished)
        {
            throw ProviderErrors.Unfinished(provider);
        }
    }

    // A negative count would also be added to the token metrics.
    private void Take(UsageDetails? usage, ChatOptions? options)
    {
        if (usage is null)
        {
            return;
        }

        usage.InputTokenCount = Known(usage.InputTokenCount);
        usage.OutputTokenCount = Known(usage.OutputTokenCount);
        usage.TotalTokenCount = Known(usage.TotalTokenCount);
        spending.Spent(provider, options?.ModelId ?? _defaultModel, usage);
    }

    private static long? Known(long? count) => count >= 0 ? count : null;
}
