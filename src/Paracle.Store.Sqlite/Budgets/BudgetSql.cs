namespace Paracle.Store.Sqlite;

internal static class BudgetSql
{
    public const string FindSpent = "SELECT tokens, cost FROM budget WHERE tenant = $tenant AND scope = $scope AND period = $period";

    public const string FindReserved = """
        SELECT tokens, cost FROM budget_reservation WHERE tenant = $tenant AND scope = $scope AND period = $period AND expires_at > $now
        """;

    public const string Reserve = """
        INSERT INTO budget_reservation (id, tenant, scope, period, tokens, cost, expires_at)
        VALUES ($id, $tenant, $scope, $period, $tokens, $cost, $expires_at)
        """;

    public const string RemoveForgotten = "DELETE FROM budget_reservation WHERE expires_at <= $before";

    public const string Settle = "DELETE FROM budget_reservation WHERE id = $id AND expires_at > $before RETURNING tenant, scope, period";

    public const string SetSpent = """
        INSERT INTO budget (tenant, scope, period, tokens, cost) VALUES ($tenant, $scope, $period, $tokens, $cost)
        ON CONFLICT (tenant, scope, period) DO UPDATE SET tokens = excluded.tokens, cost = excluded.cost
        """;
}
