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

    private const string Listed = $"SELECT {Columns} FROM execution WHERE tenant = $tenant AND id >= $low AND id < $high";
    private const string NewestFirst = " ORDER BY id DESC LIMIT $limit";
    private const string OfTarget = " AND target = $target";

    // The plus keeps the planner from the index over target, which would have to be sorted or filtered row by row.
    private const string OfTargetToo = " AND +target = $target";

    // Said as it stands in the index, so that the planner may use it.
    private const string OfOpenOrFailedState = " AND state = $state AND state <> 3";
    private const string Succeeded = " AND state = $state";

    public const string List = Listed + NewestFirst;
    public const string ListOfTarget = Listed + OfTarget + NewestFirst;
    public const string ListSucceeded = Listed + Succeeded + NewestFirst;
    public const string ListSucceededOfTarget = Listed + OfTarget + Succeeded + NewestFirst;
    public const string ListInState = Listed + OfOpenOrFailedState + NewestFirst;
    public const string ListInStateOfTarget = Listed + OfTargetToo + OfOpenOrFailedState + NewestFirst;
}
