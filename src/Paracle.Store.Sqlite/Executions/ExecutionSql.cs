namespace Paracle.Store.Sqlite;

internal static class ExecutionSql
{
    private const string Columns = """
        id, version, state, kind, subject, target, host, started_at, ended_at, input_tokens, output_tokens, cost, error_code, error_message, input, output
        """;

    // What is run, for whom and with what input is fixed at the beginning. Leaving it out of the update spares the index over target.
    public const string Write = $"""
        INSERT INTO execution (tenant, {Columns})
        VALUES ($tenant, $id, $version, $state, $kind, $subject, $target, $host, $started_at, $ended_at, $input_tokens, $output_tokens, $cost,
                $error_code, $error_message, $input, $output)
        ON CONFLICT (tenant, id) DO UPDATE SET
          version = excluded.version, state = excluded.state, host = excluded.host, started_at = excluded.started_at, ended_at = excluded.ended_at,
          input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens, cost = excluded.cost,
          error_code = excluded.error_code, error_message = excluded.error_message, output = excluded.output
        WHERE excluded.version > execution.version AND execution.state < 3
        """;

    public const string Find = $"SELECT {Columns} FROM execution WHERE tenant = $tenant AND id = $id";

    // The index is named in each: left alone, the planner reads a tenant's every row for those of one target.
    private const string ByTarget = $"SELECT {Columns} FROM execution INDEXED BY execution_target WHERE";
    private const string ByState = $"SELECT {Columns} FROM execution INDEXED BY execution_state WHERE state <> 3 AND state = $state AND";
    private const string Range = "tenant = $tenant AND id >= $low AND id < $high";
    private const string NewestFirst = "ORDER BY id DESC LIMIT $limit";

    public const string List = $"SELECT {Columns} FROM execution WHERE {Range} {NewestFirst}";
    public const string ListOfTarget = $"{ByTarget} target = $target AND {Range} {NewestFirst}";
    public const string ListSucceeded = $"SELECT {Columns} FROM execution WHERE state = $state AND {Range} {NewestFirst}";
    public const string ListSucceededOfTarget = $"{ByTarget} target = $target AND state = $state AND {Range} {NewestFirst}";
    public const string ListInState = $"{ByState} {Range} {NewestFirst}";
    public const string ListInStateOfTarget = $"{ByState} target = $target AND {Range} {NewestFirst}";
}
