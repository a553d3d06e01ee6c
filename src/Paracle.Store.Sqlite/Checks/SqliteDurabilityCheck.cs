namespace Paracle.Store.Sqlite;

/// <summary>Whether what is acknowledged survives a loss of power, and readers stay out of the writer's way.</summary>
internal sealed class SqliteDurabilityCheck(SqliteDatabase database) : IStoreCheck
{
    private const long FullSynchronous = 2;

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

        // Asked of the writer's own connection: it is a setting of the connection, not of the file.
        var synchronous = await database.WriteOnceAsync(session => (long)session.Scalar(CheckSql.Synchronous)!, cancellationToken).ConfigureAwait(false);
        if (synchronous < FullSynchronous)
        {
            findings.Add(new StoreFinding(
                StoreFindingSeverity.Warning,
                $"The writer's synchronous mode is {synchronous}, below {FullSynchronous} (full): a loss of power can lose the last acknowledged writes.",
                "Set SqliteStoreOptions.Synchronous to Full."));
        }

        return findings;
    });
}
