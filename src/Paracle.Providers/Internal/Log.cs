using Microsoft.Extensions.Logging;

namespace Paracle.Providers.Internal;

internal static partial class Log
{
    [LoggerMessage(
        EventIdBands.Providers,
        LogLevel.Warning,
        "The store of model answers failed ({Error}). The call went on without it.",
        EventName = "AnswerStoreFailed")]
    public static partial void AnswerStoreFailed(this ILogger logger, string error);

    [LoggerMessage(EventIdBands.Providers + 100, LogLevel.Information, "A call to {Route} moved on from provider {From} to {To} ({Reason}).", EventName = "MovedOn")]
    public static partial void MovedOn(this ILogger logger, string route, string from, string to, string reason);

    [LoggerMessage(
        EventIdBands.Providers + 110,
        LogLevel.Warning,
        "Budget {Scope} of tenant {Tenant} came to {Percent} % in period {Period}.",
        EventName = "BudgetNearItsEnd")]
    public static partial void BudgetNearItsEnd(this ILogger logger, string scope, string tenant, int percent, string period);

    [LoggerMessage(
        EventIdBands.Providers + 111,
        LogLevel.Error,
        "What a call took could not be recorded in the budget ledger ({Error}): its reservation lapses, and the budget is spent by less than was used.",
        EventName = "BudgetUnsettled")]
    public static partial void BudgetUnsettled(this ILogger logger, string error);

    [LoggerMessage(
        EventIdBands.Providers + 120,
        LogLevel.Warning,
        "The shared rate limits do not answer ({Error}): this host counts for itself for 5 s, with the whole limit, and then asks again.",
        EventName = "RateLimitStoreAway")]
    public static partial void RateLimitStoreAway(this ILogger logger, string error);
}
