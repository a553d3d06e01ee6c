namespace Paracle.Store.Sqlite;

/// <summary>Whether the file is sound. Reads all of it, without the order of its indexes.</summary>
internal sealed class SqliteIntegrityCheck(SqliteDatabase database) : IStoreCheck
{
    public string Name => "sqlite.integrity";

    public ValueTask<IReadOnlyList<StoreFinding>> CheckAsync(CancellationToken cancellationToken) => SqliteFindings.OfAsync(() =>
        database.ReadAsync<IReadOnlyList<StoreFinding>>(
            session =>
            {
                List<StoreFinding> findings = [];
                using var reader = session.Query(CheckSql.QuickCheck);
                while (reader.Read())
                {
                    if (reader.GetString(0) is not "ok" and var damage)
                    {
                        findings.Add(new StoreFinding(
                            StoreFindingSeverity.Error, $"The file is damaged: {damage}", "Restore a backup, or salvage it with the sqlite3 shell's .recover."));
                    }
                }

                return findings;
            },
            cancellationToken));
}
