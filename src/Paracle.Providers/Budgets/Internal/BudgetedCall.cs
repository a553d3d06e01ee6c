using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.Budgets.Internal;

/// <summary>A call that holds room in its budgets until its end, when it is settled by what is known. Used by one caller at a time.</summary>
internal sealed class BudgetedCall(
    BudgetKeeper keeper, IReadOnlyList<BudgetLimit> limits, BudgetReservation reservation, IReadOnlyList<ChatTarget> targets, ChatOptions? options, long promptSize, long promptTokens)
    : ITalliedCall
{
    private bool _isFree;

    public IReadOnlyList<BudgetLimit> Limits => limits;

    public BudgetReservation Reservation => reservation;

    public IReadOnlyList<ChatTarget> Targets => targets;

    public ChatOptions? Options => options;

    public long PromptSize => promptSize;

    public AnswerTally Answer { get; } = new();

    /// <summary>What it took, reported or estimated.</summary>
    public TokenUsage UsageBy(TokenEstimator estimator) => _isFree ? TokenUsage.None : Answer.Usage(promptTokens, estimator);

    /// <summary>What was not sent, or was refused, costs nothing. All else may be billed: at least the prompt.</summary>
    public void Failed(Exception exception) => _isFree = exception switch
    {
        ProviderException provider => provider.Failure is ProviderFailure.NotSent or ProviderFailure.CircuitOpen or ProviderFailure.Refused,
        UnsentException => true,
        LimitExceededException { Code: ErrorCodes.TimeLimit } => false, // it was on its way
        ParacleException => true,
        _ => false,
    };

    public ValueTask DisposeAsync() => keeper.SettleAsync(this);
}
