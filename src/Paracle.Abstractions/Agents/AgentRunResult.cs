namespace Paracle;

/// <summary>How a run ended well.</summary>
public sealed record AgentRunResult
{
    /// <summary>The execution, as stored.</summary>
    public required ExecutionId ExecutionId { get; init; }

    /// <summary>The agent's answer.</summary>
    public required string Text { get; init; }

    /// <summary>The tokens of all model calls.</summary>
    public required TokenUsage Usage { get; init; }

    /// <summary>What the tokens cost, in the currency of the host's price list; null when the host has none.</summary>
    public decimal? Cost { get; init; }

    /// <summary>How many model calls it took.</summary>
    public required int Steps { get; init; }

    /// <summary>How many of those were answered from a response cache, without a call of the provider. Default none.</summary>
    public int CachedSteps { get; init; }

    /// <summary>The tokens that the LLM layer saved: what the run would have taken and did not. Default none.</summary>
    public TokenUsage Saved { get; init; } = TokenUsage.None;

    /// <summary>What the saved tokens would have cost, in the currency of the host's price list; null when no price is known.</summary>
    public decimal? SavedCost { get; init; }

    /// <summary>How many tool calls it took.</summary>
    public required int ToolCalls { get; init; }
}
