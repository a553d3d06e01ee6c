using Microsoft.Extensions.AI;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.Fallback.Internal;

internal sealed class LeastCostOrder(IReadOnlyList<RouteTarget> targets, IPriceList prices) : ITargetOrder
{
    // Where the call sets no limit: what counts is the relation of the prices, and most answers are shorter than this.
    private const int AssumedOutputTokens = 1_000;

    private readonly TokenEstimator _tokens = new();

    public IReadOnlyList<RouteTarget> For(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var usage = new TokenUsage(_tokens.EstimatePrompt(messages, options), options?.MaxOutputTokens ?? AssumedOutputTokens);
        return [.. targets.OrderBy(target => prices.Find(target.Target.Provider, target.Target.ModelOf(options))?.CostOf(usage) ?? decimal.MaxValue)];
    }
}
