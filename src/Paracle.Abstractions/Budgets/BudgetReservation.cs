namespace Paracle;

/// <summary>Room held in one or more budgets.</summary>
/// <param name="Id">Names the reservation.</param>
/// <param name="Budgets">The budgets it holds room in.</param>
/// <param name="Amount">How much in each.</param>
/// <param name="ExpiresAt">When it lapses unless settled, UTC.</param>
public sealed record BudgetReservation(Guid Id, IReadOnlyList<BudgetKey> Budgets, BudgetAmount Amount, DateTimeOffset ExpiresAt);
