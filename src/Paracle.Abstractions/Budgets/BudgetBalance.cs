namespace Paracle;

/// <summary>The state of a budget.</summary>
/// <param name="Spent">What was settled.</param>
/// <param name="Reserved">What is reserved and has not lapsed.</param>
public readonly record struct BudgetBalance(BudgetAmount Spent, BudgetAmount Reserved);
