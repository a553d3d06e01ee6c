using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>Lets a call through when the provider's limits have room for it.</summary>
internal sealed class RateLimitChatClient(IChatClient inner, ProviderLanes lanes) : TalliedChatClient(inner)
{
    private readonly string? _defaultModel = inner.FindDefaultModel();

    protected override async ValueTask<ITalliedCall?> BeginAsync(IReadOnlyList<ChatMessage> prompt, ChatOptions? options, CancellationToken cancellationToken)
    {
        var lane = lanes.Of(options?.ModelId ?? _defaultModel);
        var size = PromptSize.Of(prompt, options);
        var tokens = Math.Max(1, lane.Estimator.Estimate(size));
        var claim = new RateClaim(tokens + (options?.MaxOutputTokens ?? lanes.Options.AssumedOutputTokens));
        try
        {
            await lane.AcquireAsync(claim, options.FindParacle()?.Deadline, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw new UnsentException(exception);
        }

        return new RatedCall(lane, claim, size, tokens);
    }
}
