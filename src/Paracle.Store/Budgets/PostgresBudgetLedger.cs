using Npgsql;

namespace Paracle.Store;

internal sealed class PostgresBudgetLedger(PostgresDatabase database, TimeProvider timeProvider) : IBudgetLedger
{
    private readonly BudgetSql _sql = new(database.Schema);

    public async ValueTask<BudgetReservation> ReserveAsync(
        IReadOnlyList<BudgetLimit> budgets, BudgetAmount amount, TimeSpan holdFor, CancellationToken cancellationToken)
    {
        BudgetLimit.ValidateAll(budgets);
        amount.Validate();
        InputRules.RequirePositive(holdFor, "hold for");
        var now = timeProvider.GetStoreTime();
        var keys = Array.AsReadOnly(budgets.Select(budget => budget.Key).ToArray());
        var reservation = new BudgetReservation(Guid.CreateVersion7(now), keys, amount, timeProvider.GetStoreTime(holdFor));
        await database.TransactAsync(
            "budgets.reserve",
            isRepeatable: false,
            async (session, token) =>
            {
                await session.ExecuteAsync(_sql.Open(keys), token).ConfigureAwait(false);
                var balances = await session.ReadAsync([_sql.Lock(keys), _sql.Balances(keys, now)], ReadBalance, token).ConfigureAwait(false);
                foreach (var (budget, balance) in budgets.Zip(balances))
                {
                    budget.RequireRoom(balance, amount);
                }

                await session.ExecuteAsync(_sql.RemoveForgotten(keys, now - IBudgetLedger.SettleAfterLapse), token).ConfigureAwait(false);
                return await session.ExecuteAsync(_sql.Reserve(reservation), token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return reservation;
    }

    public async ValueTask SettleAsync(BudgetReservation reservation, BudgetAmount spent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        spent.Validate();
        var forgotten = timeProvider.GetStoreTime() - IBudgetLedger.SettleAfterLapse;

        // Repeatable: a reservation is settled once, whoever asks how often.
        await database.TransactAsync(
            "budgets.settle",
            isRepeatable: true,
            async (session, token) =>
            {
                await session.ExecuteAsync(_sql.Lock(reservation.Budgets), token).ConfigureAwait(false);
                return await session.ExecuteAsync(_sql.Settle(reservation.Id, spent, forgotten), token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<BudgetBalance> GetAsync(BudgetKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        key.Validate();
        var balances = await database.RunAsync(
            "budgets.get", (session, token) => session.ReadAsync(_sql.Balances([key], timeProvider.GetStoreTime()), ReadBalance, token), cancellationToken)
            .ConfigureAwait(false);
        return balances.Single();
    }

    private static BudgetBalance ReadBalance(NpgsqlDataReader reader) =>
        new(new BudgetAmount(reader.GetInt64(0), reader.GetDecimal(1)), new BudgetAmount(reader.GetInt64(2), reader.GetDecimal(3)));
}
