namespace Paracle.Store;

internal sealed class PartitionSql(SqlIdentifier schema)
{
    private const string LockName = "paracle.months";

    public static SqlIdentifier Parent { get; } = new("executions");

    // Bounds are read and cast within one session, so that its time zone does not matter. A default partition has none, and covers nothing that could be relied on.
    private readonly SqlText _readAttached = new($"""
        SELECT leaf.relname, (regexp_match(bound.text, 'FROM \(''([^'']+)''\)'))[1]::timestamptz, (regexp_match(bound.text, 'TO \(''([^'']+)''\)'))[1]::timestamptz,
          link.inhdetachpending, coalesce(leaf.reloptions::text LIKE '%autovacuum_%', false)
        FROM pg_catalog.pg_namespace AS own
        JOIN pg_catalog.pg_class AS parent ON parent.relnamespace = own.oid AND parent.relname = 'executions'
        JOIN pg_catalog.pg_inherits AS link ON link.inhparent = parent.oid
        JOIN pg_catalog.pg_class AS leaf ON leaf.oid = link.inhrelid
        CROSS JOIN LATERAL pg_catalog.pg_get_expr(leaf.relpartbound, leaf.oid) AS bound (text)
        WHERE own.nspname = $1 AND bound.text <> 'DEFAULT'
        ORDER BY 2 NULLS FIRST
        """);

    private readonly SqlText _readDetached = new($"""
        SELECT leaf.relname FROM pg_catalog.pg_namespace AS own
        JOIN pg_catalog.pg_class AS leaf ON leaf.relnamespace = own.oid AND leaf.relkind = 'r' AND NOT leaf.relispartition
        WHERE own.nspname = $1 AND leaf.relname ~ '^executions_[1-9]\d\d\d_(0[1-9]|1[0-2])$'
        ORDER BY 1
        """);

    // Parents are never analyzed by autovacuum.
    private readonly SqlText _readClock = new($"""
        SELECT now(), (SELECT max(last_analyze) FROM pg_catalog.pg_stat_all_tables WHERE schemaname = $1 AND relname = 'executions')
        """);

    private readonly SqlText _findDetached = new($"""
        SELECT 1 FROM pg_catalog.pg_namespace AS own
        JOIN pg_catalog.pg_class AS leaf ON leaf.relnamespace = own.oid AND leaf.relkind = 'r' AND NOT leaf.relispartition
        WHERE own.nspname = $1 AND leaf.relname = $2
        """);

    private readonly SqlText _findSchema = new($"SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1");

    // A row is written twice, at its begin and its end: without this a hot month collects a fifth of itself in dead rows before they are removed.
    public static SqlText Hot { get; } = new($"""
        autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02
        """);

    public SqlStatement Lock => AdvisoryLock.Of(LockName, schema.Name);

    /// <summary>The lock as others name it who take it, by its number.</summary>
    public static long LockNumber(SqlIdentifier schema) => KeyHash.Number(LockName, schema.Name);

    public SqlStatement ReadAttached => new(_readAttached, SqlValue.Text(schema.Name));

    public SqlStatement ReadDetached => new(_readDetached, SqlValue.Text(schema.Name));

    public SqlStatement ReadClock => new(_readClock, SqlValue.Text(schema.Name));

    public SqlText Analyze => new($"ANALYZE {schema}.{Parent}");

    public SqlStatement FindDetached(SqlIdentifier leaf) => new(_findDetached, SqlValue.Text(schema.Name), SqlValue.Text(leaf.Name));

    public SqlStatement FindSchema(SqlIdentifier name) => new(_findSchema, SqlValue.Text(name.Name));

    // Made alone and then attached: that takes a lock under which the others go on reading and writing, PARTITION OF one that stops them. The constraint says what
    // the server would else read the table for.
    public SqlText[] Make(ExecutionMonth month) =>
    [
        new($"""
            CREATE TABLE {schema}.{month.Partition} (LIKE {schema}.{Parent} INCLUDING ALL, CONSTRAINT {month.Constraint} CHECK (created_at >= {month} AND created_at < {month.Next}))
              WITH ({Hot})
            """),
        new($"ALTER TABLE {schema}.{Parent} ATTACH PARTITION {schema}.{month.Partition} FOR VALUES FROM ({month}) TO ({month.Next})"),
        new($"ALTER TABLE {schema}.{month.Partition} DROP CONSTRAINT {month.Constraint}"),
    ];

    public SqlText Tune(SqlIdentifier leaf) => new($"ALTER TABLE {schema}.{leaf} SET ({Hot})");

    public SqlText Detach(SqlIdentifier leaf) => new($"ALTER TABLE {schema}.{Parent} DETACH PARTITION {schema}.{leaf} CONCURRENTLY");

    public SqlText FinishDetach(SqlIdentifier leaf) => new($"ALTER TABLE {schema}.{Parent} DETACH PARTITION {schema}.{leaf} FINALIZE");

    public SqlText Drop(SqlIdentifier leaf) => new($"DROP TABLE {schema}.{leaf}");

    public static SqlStatement CreateSchema(SqlIdentifier archive) => new(new SqlText($"CREATE SCHEMA {archive}"));

    public SqlText Archive(SqlIdentifier leaf, SqlIdentifier archive) => new($"ALTER TABLE {schema}.{leaf} SET SCHEMA {archive}");
}
