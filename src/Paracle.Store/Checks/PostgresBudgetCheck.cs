using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>Whether the server has as many connections as the hosts that live may ask it for together.</summary>
internal sealed class PostgresBudgetCheck(PostgresDatabase database, IOptions<PostgresStoreOptions> options) : IStoreCheck
{
    private readonly HostSql _hosts = new(database.Schema);

    public string Name => "postgres.budget";

    public ValueTask<IReadOnlyList<StoreFinding>> CheckAsync(CancellationToken cancellationToken) => PostgresFindings.OfAsync(async () =>
    {
        if (options.Value.Pooling == PostgresPooling.PgBouncerTransaction)
        {
            await database.RunOnceAsync("check.budget", static (session, token) => session.IsThereAsync(RouteSql.Backend, token), cancellationToken).ConfigureAwait(false);
            return []; // the pooler's own limits stand before the server's, and only its administrators may read them
        }

        var (asked, limit) = await database.RunOnceAsync("check.budget", ReadAsync, cancellationToken).ConfigureAwait(false);
        return asked <= limit
            ? []
            : [new StoreFinding(
                StoreFindingSeverity.Warning,
                $"The hosts that live may open {asked} connections together, and the server leaves {limit} to this role and database.",
                "Lower PostgresStoreOptions.MaxPoolSize of the hosts, raise max_connections, or put PgBouncer between them.")];
    });

    private async Task<(long Asked, int Limit)> ReadAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        var asked = await session.ReadAsync(_hosts.SumPoolSizes(), static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
        var limit = await session.ReadAsync(RouteSql.Limit, static reader => reader.GetInt32(0), cancellationToken).ConfigureAwait(false);
        return (asked.Single(), limit.Single());
    }
}
