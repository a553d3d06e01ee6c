namespace Paracle;

/// <summary>Tokens and money.</summary>
/// <param name="Tokens">Tokens, zero or more.</param>
/// <param name="Cost">Money in the currency of the host's price list, zero or more, to nine decimal places.</param>
public readonly record struct BudgetAmount(long Tokens, decimal Cost)
{
    /// <summary>Adds up.</summary>
    public static BudgetAmount operator +(BudgetAmount left, BudgetAmount right) => left.Add(right);

    /// <summary>Adds up.</summary>
    /// <param name="other">What to add.</param>
    /// <returns>The sum.</returns>
    public BudgetAmount Add(BudgetAmount other) => new(checked(Tokens + other.Tokens), Cost + other.Cost);

    /// <summary>Checks the amount.</summary>
    /// <exception cref="InvalidInputException">A member is negative or absurdly large, or the money has more than nine decimal places.</exception>
    public void Validate()
    {
        InputRules.RequireRange(Tokens, 0, 1_000_000_000_000, "tokens");
        if (Cost is < 0 or > 1_000_000_000)
        {
            throw new InvalidInputException("cost", $"'cost' is {Cost}; it must lie in 0 to 1,000,000,000.");
        }

        if (Cost.Scale > 9 && decimal.Round(Cost, 9) != Cost)
        {
            throw new InvalidInputException("cost", $"'cost' is {Cost}; it has at most nine decimal places. Round it up.");
        }
    }
}
