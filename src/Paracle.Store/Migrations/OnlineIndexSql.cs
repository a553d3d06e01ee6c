namespace Paracle.Store;

/// <summary>The statements that build one index of executions.</summary>
internal sealed class OnlineIndexSql(PostgresMigration migration, SqlIdentifier schema)
{
    private static readonly SqlText Nothing = new($"");

    private readonly SqlIdentifier _index = new(migration.Name);

    private readonly SqlText _readParent = new($"""
        SELECT index.indisvalid FROM pg_catalog.pg_namespace AS own
        JOIN pg_catalog.pg_class AS name ON name.relnamespace = own.oid AND name.relname = $2
        JOIN pg_catalog.pg_index AS index ON index.indexrelid = name.oid
        WHERE own.nspname = $1
        """);

    private readonly SqlText _readLeaves = new($"""
        SELECT leaf.relname, name.relname, index.indisvalid, above.relname FROM pg_catalog.pg_namespace AS own
        JOIN pg_catalog.pg_class AS parent ON parent.relnamespace = own.oid AND parent.relname = $2
        JOIN pg_catalog.pg_inherits AS link ON link.inhparent = parent.oid AND NOT link.inhdetachpending
        JOIN pg_catalog.pg_class AS leaf ON leaf.oid = link.inhrelid
        LEFT JOIN pg_catalog.pg_index AS index ON index.indrelid = leaf.oid
        LEFT JOIN pg_catalog.pg_class AS name ON name.oid = index.indexrelid
        LEFT JOIN pg_catalog.pg_inherits AS belonging ON belonging.inhrelid = name.oid
        LEFT JOIN pg_catalog.pg_class AS above ON above.oid = belonging.inhparent
        WHERE own.nspname = $1
        ORDER BY 1
        """);

    public SqlStatement ReadParent => new(_readParent, SqlValue.Text(schema.Name), SqlValue.Text(_index.Name));

    public SqlStatement ReadLeaves => new(_readLeaves, SqlValue.Text(schema.Name), SqlValue.Text(PartitionSql.Parent.Name));

    /// <summary>Makes the index of the whole, which holds nothing and is valid once every partition's is attached.</summary>
    public SqlScript CreateOfParent => Create(Nothing, _index, new($" ONLY"), PartitionSql.Parent);

    public SqlText DropOfParent => new($"DROP INDEX {schema}.{_index}");

    /// <summary>The name of a partition's own: after the partition's comes what the index's has after the table's.</summary>
    public SqlIdentifier NameOf(SqlIdentifier leaf) => new($"{leaf.Name}{_index.Name[PartitionSql.Parent.Name.Length..]}");

    public SqlScript CreateOf(SqlIdentifier leaf) => Create(new($" CONCURRENTLY"), NameOf(leaf), Nothing, leaf);

    public SqlText DropOf(SqlIdentifier leaf) => new($"DROP INDEX CONCURRENTLY {schema}.{NameOf(leaf)}");

    public SqlText Attach(SqlIdentifier leaf) => new($"ALTER INDEX {schema}.{_index} ATTACH PARTITION {schema}.{NameOf(leaf)}");

    private SqlScript Create(SqlText concurrently, SqlIdentifier index, SqlText only, SqlIdentifier table) => new SqlScript(migration.Script, schema)
        .With("concurrently", concurrently).With("index", new($"{index}")).With("only", only).With("table", new($"{table}"));
}
