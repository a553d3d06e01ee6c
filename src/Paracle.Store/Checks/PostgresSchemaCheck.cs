namespace Paracle.Store;

/// <summary>Whether the schema is the one these binaries know.</summary>
internal sealed class PostgresSchemaCheck(PostgresDatabase database) : IStoreCheck
{
    public string Name => "postgres.schema";

    public ValueTask<IReadOnlyList<StoreFinding>> CheckAsync(CancellationToken cancellationToken) => PostgresFindings.OfAsync(async () =>
    {
        var pending = await database.RunOnceAsync(
            "check.schema", (session, token) => PostgresSchema.GetPendingAsync(session, database.Schema, token), cancellationToken).ConfigureAwait(false);
        return pending.Count == 0
            ? []
            : [new StoreFinding(
                StoreFindingSeverity.Error,
                $"The schema '{database.Schema.Name}' lacks {pending.Count} migrations, from {pending[0].Id} on.",
                "Start one host with PostgresStoreOptions.Migrations set to Apply.")];
    });
}
