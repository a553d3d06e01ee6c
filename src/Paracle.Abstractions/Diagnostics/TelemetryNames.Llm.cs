namespace Paracle;

/// <content>The names of the LLM layer.</content>
public static partial class TelemetryNames
{
    /// <summary>Counter, {call}: model calls that came to the response cache, by <c>paracle.llm.cache.outcome</c>.</summary>
    public const string ResponseCacheLookups = "paracle.llm.cache.lookups";

    /// <summary>How a model call fared in the response cache, as a label: <c>hit</c>, <c>miss</c>, or <c>bypass</c> when its answer cannot be shared.</summary>
    public const string ResponseCacheOutcomeLabel = "paracle.llm.cache.outcome";

    /// <summary>Counter, {answer}: answers that the response cache did not store, by <c>paracle.llm.cache.refusal</c>.</summary>
    public const string ResponseCacheRefusals = "paracle.llm.cache.refusals";

    /// <summary>Why an answer was not stored, as a label: <c>unfinished</c>, <c>truncated</c>, <c>filtered</c>, <c>failed</c>, <c>empty</c>, <c>stateful</c>,
    /// <c>fallback</c>, <c>opaque</c>.</summary>
    public const string ResponseCacheRefusalLabel = "paracle.llm.cache.refusal";

    /// <summary>Counter, {failure}: operations of the response cache's store that failed; their calls went on without it.</summary>
    public const string ResponseCacheFailures = "paracle.llm.cache.failures";

    /// <summary>Counter, {call}: model calls that shared one which an equal call had begun.</summary>
    public const string CoalescingJoined = "paracle.llm.coalescing.joined";

    /// <summary>Counter, {call}: model calls made alone because too many others that could be shared were under way.</summary>
    public const string CoalescingOverflows = "paracle.llm.coalescing.overflows";

    /// <summary>Counter, {token}: tokens that providers say their answers took, by <c>paracle.llm.provider</c> and <c>paracle.llm.token.type</c>.</summary>
    public const string SpentTokens = "paracle.llm.spent.tokens";

    /// <summary>Counter, {currency}: what those tokens cost by the price list, by <c>paracle.llm.provider</c>. Of models without a price nothing is counted.</summary>
    public const string SpentCost = "paracle.llm.spent.cost";

    /// <summary>Counter, {token}: tokens that model calls would have cost and did not, by <c>paracle.llm.saved.by</c> and <c>paracle.llm.token.type</c>.</summary>
    public const string SavedTokens = "paracle.llm.saved.tokens";

    /// <summary>Counter, {currency}: money that model calls would have cost and did not, in the currency of the price list, by <c>paracle.llm.saved.by</c>.</summary>
    public const string SavedCost = "paracle.llm.saved.cost";

    /// <summary>What saved tokens, as a label: <c>cache</c>, <c>coalescing</c> or <c>batching</c>, the last by estimate.</summary>
    public const string SavedByLabel = "paracle.llm.saved.by";

    /// <summary>The provider's name in the catalog, as a label.</summary>
    public const string ProviderLabel = "paracle.llm.provider";

    /// <summary>The kind of token as a label: <c>input</c> or <c>output</c>.</summary>
    public const string TokenTypeLabel = "paracle.llm.token.type";

    /// <summary>Counter, {move}: model calls that moved on to the next provider of their route, by <c>paracle.llm.fallback.reason</c>.</summary>
    public const string FallbackMoves = "paracle.llm.fallback.moves";

    /// <summary>Counter, {call}: model calls that no provider of their route answered.</summary>
    public const string FallbackExhausted = "paracle.llm.fallback.exhausted";

    /// <summary>Why a call moved on, as a label: <c>not_sent</c>, <c>circuit_open</c>, <c>rate_limited</c>, <c>server_error</c>, <c>no_status</c>.</summary>
    public const string FallbackReasonLabel = "paracle.llm.fallback.reason";

    /// <summary>Up-down counter, {call}: model calls that wait for room in a rate limit.</summary>
    public const string RateLimitWaiting = "paracle.llm.rate_limit.waiting";

    /// <summary>Histogram, seconds: how long those waited that had to.</summary>
    public const string RateLimitWait = "paracle.llm.rate_limit.wait";

    /// <summary>Counter, {call}: model calls refused by a rate limit, because their turn would have come too late or too many waited.</summary>
    public const string RateLimitRefused = "paracle.llm.rate_limit.refused";

    /// <summary>Counter, {failure}: times the shared store of rate limits did not answer, and the host began to count for itself.</summary>
    public const string RateLimitStoreFailures = "paracle.llm.rate_limit.store_failures";

    /// <summary>Counter, {call}: model calls stopped because they would have broken a budget.</summary>
    public const string BudgetStopped = "paracle.llm.budget.stopped";

    /// <summary>Counter, {warning}: budgets that came to 80 % and 95 %, by <c>paracle.llm.budget.scope</c> and <c>paracle.llm.budget.percent</c>.</summary>
    public const string BudgetWarnings = "paracle.llm.budget.warnings";

    /// <summary>Counter, {call}: model calls whose cost could not be recorded in the ledger.</summary>
    public const string BudgetUnsettled = "paracle.llm.budget.unsettled";

    /// <summary>Counter, {token}: tokens spent under budgets, where no usage was reported as estimated.</summary>
    public const string BudgetTokens = "paracle.llm.budget.tokens";

    /// <summary>Counter, {currency}: money spent under budgets, in the currency of the price list.</summary>
    public const string BudgetCost = "paracle.llm.budget.cost";

    /// <summary>What a budget counts for, as a label: <c>tenant</c> or <c>agent</c>.</summary>
    public const string BudgetScopeLabel = "paracle.llm.budget.scope";

    /// <summary>How far a budget is spent, as a label: 80 or 95.</summary>
    public const string BudgetPercentLabel = "paracle.llm.budget.percent";

    /// <summary>The first part of the names of the metrics of the pipelines that gather prompts for one call; the lanes of a host share them.</summary>
    public const string PromptPipeline = "paracle.llm.prompt";

    /// <summary>The first part of the names of the metrics of the pipelines that gather values to embed for one call.</summary>
    public const string EmbeddingPipeline = "paracle.llm.embedding";

    /// <summary>Counter, {prompt}: prompts without a valid answer in their batch, by <c>paracle.llm.prompt.fallback</c>.</summary>
    public const string PromptFallbacks = "paracle.llm.prompt.fallbacks";

    /// <summary>Counter, {call}: calls that could have been batched and were made alone, by <c>paracle.llm.prompt.bypass</c>.</summary>
    public const string PromptBypasses = "paracle.llm.prompt.bypasses";

    /// <summary>Counter, {pause}: lanes that stopped batching for a while because too many prompts got no valid answer.</summary>
    public const string PromptPauses = "paracle.llm.prompt.pauses";

    /// <summary>Up-down counter, {lane}: lanes in use.</summary>
    public const string PromptLanes = "paracle.llm.prompt.lanes";

    /// <summary>Why a batch did not answer a prompt, as a label: <c>invalid</c> or <c>refused</c>.</summary>
    public const string PromptFallbackLabel = "paracle.llm.prompt.fallback";

    /// <summary>Why a call was made alone, as a label: <c>lanes</c> when too many were busy, <c>paused</c>.</summary>
    public const string PromptBypassLabel = "paracle.llm.prompt.bypass";
}
