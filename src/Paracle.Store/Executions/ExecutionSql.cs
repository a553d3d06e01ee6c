namespace Paracle.Store;

internal sealed class ExecutionSql(SqlIdentifier schema)
{
    private static readonly SqlText Columns = new($"""
        id, version, state, kind, subject, target, host, started_at, ended_at, input_tokens, output_tokens, cost, error_code, error_message, input, output
        """);

    private static readonly SqlText WriteColumns = new($"""
        tenant, created_at, id, version, state, kind, subject, target, host, started_at, ended_at, input_tokens, output_tokens, cost,
        error_code, error_message, input, output
        """);

    // What is run, for whom and with what input is fixed at the beginning.
    private static readonly SqlText Update = new($"""
        ON CONFLICT (tenant, created_at, id) DO UPDATE SET
          version = excluded.version, state = excluded.state, host = excluded.host, started_at = excluded.started_at, ended_at = excluded.ended_at,
          input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens, cost = excluded.cost,
          error_code = excluded.error_code, error_message = excluded.error_message, output = excluded.output
        WHERE e.version < excluded.version AND e.state < 3
        """);

    private readonly SqlText _list = List(schema, new($""));
    private readonly SqlText _listOfTarget = List(schema, new($" AND target = $6"));
    private readonly SqlText _listInState = List(schema, new($" AND state = $6"));
    private readonly SqlText _listOfTargetInState = List(schema, new($" AND target = $6 AND state = $7"));

    /// <summary>Writes rows, each of another id, and gives the ids of those that were inserted or moved on.</summary>
    public static SqlText WriteMany(SqlIdentifier schema) => new($"""
        INSERT INTO {schema}.executions AS e ({WriteColumns})
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        {Update}
        RETURNING e.id
        """);

    /// <summary>Finds by tenants, times and ids. The planner leaves the subquery as it is: a look into the index for each key. The bounds, $4 and $5, choose
    /// the partitions before any is opened.</summary>
    public static SqlText FindMany(SqlIdentifier schema) => new($"""
        SELECT key.place, found.* FROM unnest($1, $2, $3) WITH ORDINALITY AS key (tenant, created_at, id, place)
        CROSS JOIN LATERAL (
          SELECT {Columns} FROM {schema}.executions AS e
          WHERE e.tenant = key.tenant AND e.created_at = key.created_at AND e.id = key.id AND e.created_at >= $4 AND e.created_at <= $5
          OFFSET 0) AS found
        """);

    public SqlStatement List(ExecutionRange range) => new(
        (range.Target, range.State) switch
        {
            (null, null) => _list,
            (_, null) => _listOfTarget,
            (null, _) => _listInState,
            _ => _listOfTargetInState,
        },
        [
            SqlValue.Text(range.Tenant.Value),
            SqlValue.Time(range.From),
            SqlValue.Time(range.Before),
            SqlValue.Uuid(range.BeforeId),
            SqlValue.Int(range.Limit),
            .. range.Target is { } target ? [SqlValue.Text(target)] : Array.Empty<Npgsql.NpgsqlParameter>(),
            .. range.State is { } state ? [SqlValue.Small((int)state)] : Array.Empty<Npgsql.NpgsqlParameter>(),
        ]);

    // The upper bound stands twice: with the id it ends the page, alone it chooses the partitions.
    private static SqlText List(SqlIdentifier schema, SqlText narrowing) => new($"""
        SELECT {Columns} FROM {schema}.executions
        WHERE tenant = $1 AND created_at >= $2 AND created_at <= $3 AND (created_at, id) < ($3, $4){narrowing}
        ORDER BY created_at DESC, id DESC LIMIT $5
        """);
}
