namespace Paracle.Store;

internal sealed class MigrationSql(SqlIdentifier schema)
{
    // Asked of the catalogs, not of to_regclass: that answers out of a cache, which waiting for the lock does not bring up to date.
    private readonly SqlText _findSchema = new($"SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1");
    private readonly SqlText _createSchema = new($"CREATE SCHEMA {schema}");
    private readonly SqlText _findJournal = new($"SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = $1 AND tablename = 'migrations'");

    private readonly SqlText _createJournal = new($"""
        CREATE TABLE {schema}.migrations (
          id         integer     PRIMARY KEY,
          name       text        NOT NULL,
          checksum   text        NOT NULL,
          applied_at timestamptz NOT NULL
        )
        """);

    private readonly SqlText _readJournal = new($"SELECT id, name, checksum FROM {schema}.migrations ORDER BY id");
    private readonly SqlText _record = new($"INSERT INTO {schema}.migrations (id, name, checksum, applied_at) VALUES ($1, $2, $3, $4)");

    public SqlStatement Lock => AdvisoryLock.Of("paracle.migrations", schema.Name);

    public SqlStatement FindSchema => new(_findSchema, SqlValue.Text(schema.Name));

    public SqlStatement CreateSchema => new(_createSchema);

    public SqlStatement FindJournal => new(_findJournal, SqlValue.Text(schema.Name));

    public SqlStatement CreateJournal => new(_createJournal);

    public SqlStatement ReadJournal => new(_readJournal);

    public SqlStatement Record(PostgresMigration migration, DateTimeOffset now) =>
        new(_record, SqlValue.Int(migration.Id), SqlValue.Text(migration.Name), SqlValue.Text(migration.Checksum), SqlValue.Time(now));
}
