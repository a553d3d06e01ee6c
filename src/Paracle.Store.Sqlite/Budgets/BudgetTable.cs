using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Paracle.Store.Sqlite;

/// <summary>Budgets and reservations, written and read within a session. Sums are made here: SQLite has no decimal numbers.</summary>
internal static class BudgetTable
{
    public static BudgetBalance Find(SqliteSession session, BudgetKey key, long now) => new(FindSpent(session, key), FindReserved(session, key, now));

    public static void Reserve(SqliteSession session, BudgetReservation reservation)
    {
        foreach (var key in reservation.Budgets)
        {
            session.Execute(
                BudgetSql.Reserve,
                [.. Key(key), .. Amount(reservation.Amount), ("$id", reservation.Id.ToByteArray(bigEndian: true)), ("$expires_at", reservation.ExpiresAt.ToUnixTimeMilliseconds())]);
        }
    }

    /// <summary>Removes what lapsed too long ago to be settled.</summary>
    public static void RemoveForgotten(SqliteSession session, long before) => session.Execute(BudgetSql.RemoveForgotten, ("$before", before));

    /// <summary>Takes a reservation away and books what was spent in its budgets; none are left when it was settled before.</summary>
    public static int Settle(SqliteSession session, Guid id, BudgetAmount spent, long before)
    {
        var keys = new List<BudgetKey>();
        using (var reader = session.Query(BudgetSql.Settle, ("$id", id.ToByteArray(bigEndian: true)), ("$before", before)))
        {
            while (reader.Read())
            {
                keys.Add(new BudgetKey(new TenantId(reader.GetString(0)), reader.GetString(1), reader.GetString(2)));
            }
        }

        foreach (var key in keys)
        {
            session.Execute(BudgetSql.SetSpent, [.. Key(key), .. Amount(FindSpent(session, key) + spent)]);
        }

        return keys.Count;
    }

    private static BudgetAmount FindSpent(SqliteSession session, BudgetKey key)
    {
        using var reader = session.Query(BudgetSql.FindSpent, Key(key));
        return Sum(reader);
    }

    private static BudgetAmount FindReserved(SqliteSession session, BudgetKey key, long now)
    {
        using var reader = session.Query(BudgetSql.FindReserved, [.. Key(key), ("$now", now)]);
        return Sum(reader);
    }

    private static BudgetAmount Sum(SqliteDataReader reader)
    {
        var sum = default(BudgetAmount);
        while (reader.Read())
        {
            sum += new BudgetAmount(reader.GetInt64(0), Columns.Money(reader, 1) ?? 0);
        }

        return sum;
    }

    private static (string Name, object? Value)[] Key(BudgetKey key) =>
        [("$tenant", key.Tenant.Value), ("$scope", key.Scope), ("$period", key.Period)];

    private static (string Name, object? Value)[] Amount(BudgetAmount amount) =>
        [("$tokens", amount.Tokens), ("$cost", amount.Cost.ToString(CultureInfo.InvariantCulture))];
}
