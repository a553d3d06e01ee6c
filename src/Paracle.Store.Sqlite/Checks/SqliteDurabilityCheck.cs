namespace Paracle.Store.Sqlite;

/// <summary>Whether what is acknowledged survives a loss of power, and readers stay out of the writer's way.</summary>
internal sealed class SqliteDurabilityCheck(SqliteDatabase database) : IStoreCheck
{
    public string Name => "sqlite.durability";

    public ValueTask<IReadOnlyList<StoreFinding>> CheckAsync(CancellationToken cancellationToken) => SqliteFindings.OfAsync(async () =>
    {
        List<StoreFinding> findings = [];
        var mode = await database.ReadAsync(session => session.Scalar(CheckSql.JournalMode) as string, cancellationToken).ConfigureAwait(false);
        if (!string.Equals(mode, "wal", StringComparison.Ordinal))
        {
            findings.Add(new StoreFinding(
                StoreFindingSeverity.Error, $"The file's journal mode is '{mode}', not 'wal': another program changed it.", "Stop that program and start the host again."));
        }

        if (database.Options.Synchronous == SqliteSynchronous.Normal)
        {
            findings.Add(new StoreFinding(
                StoreFindingSeverity.Warning, "SqliteStoreOptions.Synchronous is Normal: a loss of power can lose the last acknowledged writes.", "Set it to Full."));
        }

        return findings;
    });
}
