using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.Budgets.Internal;

/// <summary>Reserves before a call and settles after it.</summary>
internal sealed class BudgetKeeper(IBudgetLedger ledger, BudgetPlan plan, CallPrices prices, BudgetWatch watch, BudgetTelemetry telemetry, BudgetOptions options)
{
    private const long MaxTokens = 1_000_000_000_000;
    private const decimal MaxCost = 1_000_000_000;

    private readonly TokenEstimator _tokens = new();

    /// <returns>The call with its reservation, or null when no budget counts it.</returns>
    /// <exception cref="LimitExceededException">A budget has too little room.</exception>
    public async ValueTask<BudgetedCall?> ReserveAsync(
        IReadOnlyList<ChatTarget> targets, IReadOnlyList<ChatMessage> messages, ChatOptions? call, CancellationToken cancellationToken)
    {
        var limits = plan.For(call);
        if (limits.Count == 0)
        {
            return null;
        }

        var size = PromptSize.Of(messages, call);
        var usage = new TokenUsage(Math.Max(1, _tokens.Estimate(size)), call?.MaxOutputTokens ?? options.AssumedOutputTokens);
        var amount = Amount(usage, prices.AtMost(targets, call, usage, isLimited: limits.Any(limit => limit.MaxCost is not null)));
        try
        {
            var reservation = await ledger.ReserveAsync(limits, amount, options.HoldFor, cancellationToken).ConfigureAwait(false);
            return new BudgetedCall(this, limits, reservation, targets, call, size, usage.InputTokens!.Value);
        }
        catch (LimitExceededException exception) when (string.Equals(exception.Code, ErrorCodes.BudgetExhausted, StringComparison.Ordinal))
        {
            telemetry.Stopped();
            throw new LimitExceededException(exception.Code, exception.Message, exception) { RetryAfter = plan.UntilNextDay() };
        }
    }

    /// <summary>Records what a call took. That the ledger fails then does not fail the call, which is answered and paid for: it is counted.</summary>
    public async ValueTask SettleAsync(BudgetedCall call)
    {
        var usage = call.UsageBy(_tokens);
        _tokens.Learn(call.PromptSize, call.Answer.InputTokens);
        var spent = Amount(usage, prices.Of(call.Answer.Context, call.Targets, call.Options, usage));
        telemetry.Spent(spent);
        try
        {
            // The caller may have left; what was spent is spent.
            await ledger.SettleAsync(call.Reservation, spent, CancellationToken.None).ConfigureAwait(false);
            await watch.SpentAsync(call.Limits, spent, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // a host's own ledger may raise anything
        catch (Exception exception)
#pragma warning restore CA1031
        {
            telemetry.Unsettled(exception);
        }
    }

    private static BudgetAmount Amount(TokenUsage usage, decimal cost) => new(Math.Min(usage.TotalTokens ?? MaxTokens, MaxTokens), Math.Min(cost, MaxCost));
}
