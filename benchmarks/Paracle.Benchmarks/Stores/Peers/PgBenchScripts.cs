namespace Paracle.Benchmarks.Stores.Peers;

/// <summary>The same work for pgbench, as far as its little language goes: the time finds a row alone, and the server makes the id.</summary>
internal static class PgBenchScripts
{
    public static string Read(KnownRows rows) => $"""
        \set second {rows.From.ToUnixTimeSeconds()} + random(0, {rows.Ids.Count - 1})
        SELECT {PeerSql.Columns} FROM {StoreDatabase.Schema}.executions WHERE tenant = 'default' AND created_at = to_timestamp(:second);
        """;

    public static string Insert => $"""
        INSERT INTO {StoreDatabase.Schema}.executions ({PeerSql.Columns})
        VALUES ({Values("date_trunc('milliseconds', clock_timestamp())")});
        """.ReplaceLineEndings(" ");

    /// <summary>A row's values; only the time and the id differ.</summary>
    public static string Values(string time) => $"""
        'default', {time}, gen_random_uuid(), 3, 3, 0, 'local', '{SampleRows.Target}', '{SampleRows.Host}', date_trunc('milliseconds', now()),
        date_trunc('milliseconds', now()), 180, 24, {SampleRows.Cost}, NULL, NULL, '{SampleRows.Input}', '{SampleRows.Output}'
        """;
}
