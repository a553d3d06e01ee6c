using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>Lets a call through when the provider's limits have room for it.</summary>
internal sealed class RateLimitChatClient(IChatClient inner, ProviderLanes lanes) : DelegatingChatClient(inner)
{
    private readonly string? _defaultModel = inner.FindDefaultModel();

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prompt = messages.ToMessages();
        var call = await BeginAsync(prompt, options, cancellationToken).ConfigureAwait(false);
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

    private async ValueTask<RatedCall> BeginAsync(IReadOnlyList<ChatMessage> prompt, ChatOptions? options, CancellationToken cancellationToken)
    {
        var lane = lanes.Of(options?.ModelId ?? _defaultModel);
        var size = PromptSize.Of(prompt, options);
        var tokens = Math.Max(1, lane.Estimator.Estimate(size));
        var claim = new RateClaim(tokens + (options?.MaxOutputTokens ?? lanes.Options.AssumedOutputTokens));
        await lane.AcquireAsync(claim, options.FindParacle()?.Deadline, cancellationToken).ConfigureAwait(false);
        return new RatedCall(lane, claim, size, tokens);
    }
}
