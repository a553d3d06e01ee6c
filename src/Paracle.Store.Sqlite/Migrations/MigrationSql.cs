namespace Paracle.Store.Sqlite;

internal static class MigrationSql
{
    // One statement sees one state: between two, another process may have made the schema.
    public const string FindOwner = """
        SELECT CASE
          WHEN EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'paracle_migration') THEN 'paracle'
          WHEN EXISTS (SELECT 1 FROM sqlite_master) THEN 'another'
          ELSE 'nobody'
        END
        """;

    public const string CreateJournal = """
        CREATE TABLE IF NOT EXISTS paracle_migration (
          id         INTEGER PRIMARY KEY,
          name       TEXT    NOT NULL,
          checksum   TEXT    NOT NULL,
          applied_at INTEGER NOT NULL
        ) STRICT
        """;

    public const string ReadJournal = "SELECT id, name, checksum FROM paracle_migration ORDER BY id";
    public const string Record = "INSERT INTO paracle_migration (id, name, checksum, applied_at) VALUES ($id, $name, $checksum, $now)";
}
