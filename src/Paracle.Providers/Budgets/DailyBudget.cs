namespace Paracle;

/// <summary>What may be spent in a day, by UTC. A limit left null does not bind.</summary>
public sealed class DailyBudget
{
    /// <summary>The most tokens, of prompts and answers together; null for no limit.</summary>
    public long? Tokens { get; set; }

    /// <summary>The most money, in the currency of the price list; null for no limit.</summary>
    public decimal? Cost { get; set; }

    internal bool IsLimited => Tokens is not null || Cost is not null;
}
