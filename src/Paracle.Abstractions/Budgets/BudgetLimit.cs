namespace Paracle;

/// <summary>A budget and its limits; a limit left null does not bind.</summary>
/// <param name="Key">The budget.</param>
/// <param name="MaxTokens">The most tokens, or null.</param>
/// <param name="MaxCost">The most money, or null.</param>
public sealed record BudgetLimit(BudgetKey Key, long? MaxTokens, decimal? MaxCost)
{
    /// <summary>Whether a balance leaves room for an amount.</summary>
    /// <param name="balance">What is spent and reserved.</param>
    /// <param name="amount">What is asked for.</param>
    /// <returns>True when both limits hold afterwards.</returns>
    public bool HasRoom(BudgetBalance balance, BudgetAmount amount)
    {
        var after = balance.Spent + balance.Reserved + amount;
        return !(after.Tokens > MaxTokens) && !(after.Cost > MaxCost);
    }

    /// <summary>Checks the limit.</summary>
    /// <exception cref="InvalidInputException">The key is malformed or a limit is negative.</exception>
    public void Validate()
    {
        if (Key is null)
        {
            throw new InvalidInputException("budget", "The budget has no key.");
        }

        Key.Validate();
        new BudgetAmount(MaxTokens ?? 0, MaxCost ?? 0).Validate();
    }
}
