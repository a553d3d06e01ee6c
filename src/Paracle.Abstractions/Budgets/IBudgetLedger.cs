namespace Paracle;

/// <summary>Keeps account of tokens and money: reserve before a call, settle after it.</summary>
public interface IBudgetLedger
{
    /// <summary>How long after it lapsed a reservation can still be settled: one day. Later the ledger has forgotten it.</summary>
    static readonly TimeSpan SettleAfterLapse = TimeSpan.FromDays(1);

    /// <summary>Reserves an amount in every budget, or in none.</summary>
    /// <param name="budgets">The budgets to reserve in, 1 to 16 different ones, with their limits.</param>
    /// <param name="amount">How much; both members zero or more.</param>
    /// <param name="holdFor">After this the reservation lapses by itself, in case its holder died.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The reservation.</returns>
    /// <exception cref="LimitExceededException">A budget has too little room; the message names it.</exception>
    ValueTask<BudgetReservation> ReserveAsync(IReadOnlyList<BudgetLimit> budgets, BudgetAmount amount, TimeSpan holdFor, CancellationToken cancellationToken);

    /// <summary>Replaces a reservation by what was spent. Settling twice counts once; settling a lapsed one still counts, for <see cref="SettleAfterLapse"/>.</summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="spent">What was spent; zero gives everything back. May exceed what was reserved.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when it is recorded.</returns>
    ValueTask SettleAsync(BudgetReservation reservation, BudgetAmount spent, CancellationToken cancellationToken);

    /// <summary>Reads a budget.</summary>
    /// <param name="key">The budget.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What is spent and reserved; zero for a budget nobody used.</returns>
    ValueTask<BudgetBalance> GetAsync(BudgetKey key, CancellationToken cancellationToken);
}
