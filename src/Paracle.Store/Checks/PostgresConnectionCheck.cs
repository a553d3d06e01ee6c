namespace Paracle.Store;

/// <summary>Whether the server answers and takes writes. Writes nothing.</summary>
internal sealed class PostgresConnectionCheck(PostgresDatabase database) : IStoreCheck
{
    public string Name => "postgres.connection";

    public ValueTask<IReadOnlyList<StoreFinding>> CheckAsync(CancellationToken cancellationToken) => PostgresFindings.OfAsync(async () =>
    {
        var answers = await database.RunOnceAsync(
            "check.connection", (session, token) => session.ReadAsync(CheckSql.IsReadOnly, static reader => reader.GetBoolean(0), token), cancellationToken)
            .ConfigureAwait(false);
        return answers.Single()
            ? [new StoreFinding(StoreFindingSeverity.Error, "The server is read-only: it is a standby, or set so.", "Name the primary in PostgresStoreOptions.ConnectionString.")]
            : [];
    });
}
