namespace Paracle.Store;

internal sealed class ExecutionMonthSql(SqlIdentifier schema)
{
    // DDL waits in a queue that all later statements stand behind: better to give up and try again than to hold them up.
    private readonly SqlText _limitWait = new($"SET LOCAL lock_timeout = '2s'");

    private readonly SqlText _find = new($"""
        SELECT month.relname FROM pg_catalog.pg_namespace AS own
        JOIN pg_catalog.pg_class AS parent ON parent.relnamespace = own.oid AND parent.relname = 'executions'
        JOIN pg_catalog.pg_inherits AS link ON link.inhparent = parent.oid AND NOT link.inhdetachpending
        JOIN pg_catalog.pg_class AS month ON month.oid = link.inhrelid
        WHERE own.nspname = $1 AND month.relname = ANY ($2)
        """);

    public SqlStatement Lock => AdvisoryLock.Of("paracle.months", schema.Name);

    public SqlStatement LimitWait => new(_limitWait);

    public SqlStatement Find(IEnumerable<ExecutionMonth> months) =>
        new(_find, SqlValue.Text(schema.Name), SqlValue.Texts([.. months.Select(month => month.Partition.Name)]));

    // Made alone and then attached: that takes a lock under which the others go on reading and writing, PARTITION OF one that stops them.
    public SqlStatement Create(ExecutionMonth month) => new(new SqlText($"CREATE TABLE {schema}.{month.Partition} (LIKE {schema}.executions INCLUDING ALL)"));

    public SqlStatement Attach(ExecutionMonth month) =>
        new(new SqlText($"ALTER TABLE {schema}.executions ATTACH PARTITION {schema}.{month.Partition} FOR VALUES FROM ({month}) TO ({month.Next})"));
}
