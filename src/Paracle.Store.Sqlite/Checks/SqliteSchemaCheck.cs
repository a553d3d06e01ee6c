namespace Paracle.Store.Sqlite;

/// <summary>Whether the schema is the one these binaries know.</summary>
internal sealed class SqliteSchemaCheck(SqliteDatabase database) : IStoreCheck
{
    public string Name => "sqlite.schema";

    public ValueTask<IReadOnlyList<StoreFinding>> CheckAsync(CancellationToken cancellationToken) => SqliteFindings.OfAsync(async () =>
    {
        var pending = await database.ReadAsync(session => SqliteSchema.Pending(session, database.FullPath), cancellationToken).ConfigureAwait(false);
        return pending.Count == 0
            ? []
            : [new StoreFinding(StoreFindingSeverity.Error, $"The schema lacks {pending.Count} migrations, from {pending[0].Id} on.", "Start one host with SqliteStoreOptions.Migrations set to Apply.")];
    });
}
