namespace Paracle.Store;

/// <summary>Looks at the start whether the server has as many connections as the pool may ask it for.</summary>
internal static class ConnectionBudget
{
    /// <exception cref="ConfigurationException">The pool is larger than the server allows.</exception>
    public static async Task VerifyAsync(PostgresClient service, PostgresStoreOptions options, CancellationToken cancellationToken)
    {
        if (options.Pooling == PostgresPooling.PgBouncerTransaction)
        {
            return; // the pooler's own limits stand before the server's, and only its administrators may read them
        }

        var limit = (await service.RunAsync(
            "connection.limit", static (session, token) => session.ReadAsync(RouteSql.Limit, static reader => reader.GetInt32(0), token), cancellationToken)
            .ConfigureAwait(false)).Single();
        var most = PostgresDataSources.CountToPrimary(options);
        if (most > limit)
        {
            throw new ConfigurationException(
                $"PostgresStoreOptions.MaxPoolSize is {options.MaxPoolSize}, {most} connections with those of maintenance, and the server leaves {limit} connections "
                + "to this role and database. Lower the first, raise max_connections, or put PgBouncer between them.");
        }
    }
}
