namespace Paracle.Store;

internal sealed class BudgetSql(SqlIdentifier schema)
{
    // Always in the order of their hashes, so that no two callers wait for each other.
    private readonly SqlText _open = new($"""
        INSERT INTO {schema}.budgets (hash, tenant, scope, period)
        SELECT * FROM unnest($1, $2, $3, $4) AS new (hash, tenant, scope, period) ORDER BY hash
        ON CONFLICT (hash) DO NOTHING
        """);

    private readonly SqlText _lock = new($"SELECT hash FROM {schema}.budgets WHERE hash = ANY ($1) ORDER BY hash FOR UPDATE");

    // In the order asked for; a budget nobody used is zero.
    private readonly SqlText _balances = new($"""
        SELECT coalesce(budget.tokens, 0), coalesce(budget.cost, 0), held.tokens, held.cost
        FROM unnest($1) WITH ORDINALITY AS asked (hash, place)
        LEFT JOIN {schema}.budgets AS budget ON budget.hash = asked.hash
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(tokens), 0)::bigint AS tokens, coalesce(sum(cost), 0) AS cost
          FROM {schema}.budget_reservations AS reservation WHERE reservation.budget = asked.hash AND reservation.expires_at > $2) AS held
        ORDER BY asked.place
        """);

    private readonly SqlText _removeForgotten = new($"DELETE FROM {schema}.budget_reservations WHERE budget = ANY ($1) AND expires_at <= $2");

    private readonly SqlText _reserve = new($"""
        INSERT INTO {schema}.budget_reservations (id, budget, tokens, cost, expires_at) SELECT $2, hash, $3, $4, $5 FROM unnest($1) AS hash
        """);

    private readonly SqlText _settle = new($"""
        WITH settled AS (DELETE FROM {schema}.budget_reservations WHERE id = $1 AND expires_at > $4 RETURNING budget)
        UPDATE {schema}.budgets AS budget SET tokens = budget.tokens + $2, cost = budget.cost + $3 FROM settled WHERE budget.hash = settled.budget
        """);

    public SqlStatement Open(IReadOnlyList<BudgetKey> keys) => new(
        _open,
        SqlValue.ByteArrays(Hashes(keys)),
        SqlValue.Texts([.. keys.Select(key => key.Tenant.Value)]),
        SqlValue.Texts([.. keys.Select(key => key.Scope)]),
        SqlValue.Texts([.. keys.Select(key => key.Period)]));

    public SqlStatement Lock(IReadOnlyList<BudgetKey> keys) => new(_lock, SqlValue.ByteArrays(Hashes(keys)));

    public SqlStatement Balances(IReadOnlyList<BudgetKey> keys, DateTimeOffset now) => new(_balances, SqlValue.ByteArrays(Hashes(keys)), SqlValue.Time(now));

    public SqlStatement RemoveForgotten(IReadOnlyList<BudgetKey> keys, DateTimeOffset before) =>
        new(_removeForgotten, SqlValue.ByteArrays(Hashes(keys)), SqlValue.Time(before));

    public SqlStatement Reserve(BudgetReservation reservation) => new(
        _reserve,
        SqlValue.ByteArrays(Hashes(reservation.Budgets)),
        SqlValue.Uuid(reservation.Id),
        SqlValue.Long(reservation.Amount.Tokens),
        SqlValue.Money(reservation.Amount.Cost),
        SqlValue.Time(reservation.ExpiresAt));

    public SqlStatement Settle(Guid id, BudgetAmount spent, DateTimeOffset forgotten) =>
        new(_settle, SqlValue.Uuid(id), SqlValue.Long(spent.Tokens), SqlValue.Money(spent.Cost), SqlValue.Time(forgotten));

    private static byte[][] Hashes(IReadOnlyList<BudgetKey> keys) => [.. keys.Select(key => KeyHash.Of(key.Tenant.Value, key.Scope, key.Period))];
}
