using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;

namespace Paracle.Providers.Budgets.Internal;

/// <summary>What a call will cost at the most, and what it did cost.</summary>
internal sealed class CallPrices(IPriceList prices, BudgetOptions options)
{
    /// <summary>The price at the dearest of the providers that may answer.</summary>
    /// <exception cref="ConfigurationException">A price is not known, a budget of money counts the call, and the host wants such calls refused.</exception>
    public decimal AtMost(IReadOnlyList<ChatTarget> targets, ChatOptions? call, TokenUsage usage, bool isLimited)
    {
        var most = 0m;
        foreach (var target in targets)
        {
            var model = target.ModelOf(call);
            var price = prices.Find(target.Provider, model);
            if (price is null && isLimited && options.UnknownPrice == UnknownPrice.Refuse)
            {
                throw new ConfigurationException(
                    $"The price list does not know model '{model}' of provider '{target.Provider}', and a budget of money counts the call. "
                    + "Add its price by UsePrices, or set BudgetOptions.UnknownPrice to CountAsFree.");
            }

            most = Math.Max(most, price?.CostOf(usage) ?? 0);
        }

        return most;
    }

    /// <summary>The price at the provider that answered; while it is not known who did, at the dearest.</summary>
    public decimal Of(LlmAnswerContext? answer, IReadOnlyList<ChatTarget> targets, ChatOptions? call, TokenUsage usage) =>
        answer?.Provider is { } provider && targets.Count > 1
            ? prices.Find(provider, answer.Model)?.CostOf(usage) ?? 0
            : AtMost(targets, call, usage, isLimited: false);
}
