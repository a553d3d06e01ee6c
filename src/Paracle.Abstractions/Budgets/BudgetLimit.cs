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

    /// <summary>Checks that a balance leaves room for an amount.</summary>
    /// <param name="balance">What is spent and reserved.</param>
    /// <param name="amount">What is asked for.</param>
    /// <exception cref="LimitExceededException">It does not.</exception>
    public void RequireRoom(BudgetBalance balance, BudgetAmount amount)
    {
        if (!HasRoom(balance, amount))
        {
            throw new LimitExceededException(
                ErrorCodes.BudgetExhausted,
                $"Budget '{Key.Scope}' of tenant '{Key.Tenant}' in period '{Key.Period}' has too little room for {amount.Tokens} tokens at {amount.Cost}: "
                + $"its limits are {MaxTokens?.ToString() ?? "no"} tokens and {MaxCost?.ToString() ?? "no"} money. Raise them, or wait for the next period.");
        }
    }

    /// <summary>Checks the budgets of a reservation; every ledger calls it before any I/O.</summary>
    /// <param name="budgets">The budgets.</param>
    /// <exception cref="InvalidInputException">There are none, more than 16 or one twice, or one is malformed.</exception>
    public static void ValidateAll(IReadOnlyList<BudgetLimit> budgets)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        InputRules.RequireRange(budgets.Count, 1, 16, "number of budgets");
        foreach (var budget in budgets)
        {
            if (budget is null)
            {
                throw new InvalidInputException("budgets", "One of the budgets is null. Leave it out.");
            }

            budget.Validate();
        }

        if (budgets.DistinctBy(budget => budget.Key).Count() < budgets.Count)
        {
            throw new InvalidInputException("budgets", "One of the budgets is named twice. Name it once, with its tightest limits.");
        }
    }
}
