namespace Paracle;

/// <summary>What the LLM layer did for an answer. Travels in <c>ChatResponse.AdditionalProperties</c>, or in those of a stream's last update.</summary>
public sealed record LlmAnswerContext
{
    /// <summary>The provider that gave the answer, as the catalog names it; null when it is not known.</summary>
    public string? Provider { get; init; }

    /// <summary>The model that provider was asked for; null when it is not known.</summary>
    public string? Model { get; init; }

    /// <summary>Whether another provider of the route answered than the one that was asked first. Default false.</summary>
    public bool IsFallback { get; init; }

    /// <summary>Whether the answer was stored before and no call was made. Default false.</summary>
    public bool IsCached { get; init; }

    /// <summary>Whether the answer is that of an equal call which was under way. Default false.</summary>
    public bool IsCoalesced { get; init; }

    /// <summary>Whether the prompt was sent together with others. Default false.</summary>
    public bool IsBatched { get; init; }

    /// <summary>Whether the usage is this call's estimated share of a larger one. Default false.</summary>
    public bool IsUsageEstimated { get; init; }

    /// <summary>The tokens the call would have cost and did not. Default none.</summary>
    public TokenUsage Saved { get; init; } = TokenUsage.None;

    /// <summary>The money the call would have cost and did not, in the currency of the host's price list; null when no price is known.</summary>
    public decimal? SavedCost { get; init; }
}
