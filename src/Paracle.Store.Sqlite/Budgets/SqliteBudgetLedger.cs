namespace Paracle.Store.Sqlite;

internal sealed class SqliteBudgetLedger(SqliteDatabase database, TimeProvider timeProvider) : IBudgetLedger
{
    public ValueTask<BudgetReservation> ReserveAsync(
        IReadOnlyList<BudgetLimit> budgets, BudgetAmount amount, TimeSpan holdFor, CancellationToken cancellationToken)
    {
        BudgetLimit.ValidateAll(budgets);
        amount.Validate();
        InputRules.RequirePositive(holdFor, "hold for");
        return database.WriteAsync(session => Reserve(session, budgets, amount, holdFor), cancellationToken);
    }

    public async ValueTask SettleAsync(BudgetReservation reservation, BudgetAmount spent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        spent.Validate();
        await database.WriteAsync(
            session => BudgetTable.Settle(session, reservation.Id, spent, Forgotten(timeProvider.GetUtcNow())), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<BudgetBalance> GetAsync(BudgetKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        key.Validate();
        return database.ReadAsync(session => BudgetTable.Find(session, key, timeProvider.GetUtcNow().ToUnixTimeMilliseconds()), cancellationToken);
    }

    private static long Forgotten(DateTimeOffset now) => (now - IBudgetLedger.SettleAfterLapse).ToUnixTimeMilliseconds();

    private BudgetReservation Reserve(SqliteSession session, IReadOnlyList<BudgetLimit> budgets, BudgetAmount amount, TimeSpan holdFor)
    {
        var now = timeProvider.GetUtcNow();
        foreach (var budget in budgets)
        {
            budget.RequireRoom(BudgetTable.Find(session, budget.Key, now.ToUnixTimeMilliseconds()), amount);
        }

        var until = DateTimeOffset.FromUnixTimeMilliseconds((now + holdFor).ToUnixTimeMilliseconds());
        var reservation = new BudgetReservation(Guid.CreateVersion7(now), [.. budgets.Select(budget => budget.Key)], amount, until);
        BudgetTable.RemoveForgotten(session, Forgotten(now));
        BudgetTable.Reserve(session, reservation);
        return reservation;
    }
}
