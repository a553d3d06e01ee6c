using Microsoft.Extensions.Logging;

namespace Paracle.Store;

/// <summary>Looks at the start whether what stands between the host and the server is what the options say.</summary>
internal static class PostgresRoute
{
    // Npgsql prepares a statement at its second use and runs it prepared from then on.
    private const int UsesUntilPrepared = 3;

    /// <exception cref="ConfigurationException">A pooler in transaction mode stands where the options say there is none, or does not keep the statements that
    /// the options want prepared.</exception>
    public static async Task VerifyAsync(PostgresClient service, PostgresStoreOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        // In a transaction: PgBouncer in statement mode shows itself here.
        var isDirect = await service.TransactAsync(
            "connection.verify",
            isRepeatable: true,
            async (session, token) => await BackendAsync(session, token).ConfigureAwait(false) == session.BackendId,
            cancellationToken).ConfigureAwait(false);
        var isPooled = options.Pooling == PostgresPooling.PgBouncerTransaction;
        if (isDirect && isPooled)
        {
            logger.PoolerMissing();
        }

        if (isDirect || options.MaxPoolSize < 2)
        {
            return;
        }

        if (!isPooled)
        {
            await RequireSessionsAsync(service, cancellationToken).ConfigureAwait(false);
        }
        else if (options.PreparedStatements > 0)
        {
            await TryPreparedAsync(service, cancellationToken).ConfigureAwait(false);
        }
    }

    // A backend that serves two open connections one after the other belongs to neither.
    private static async Task RequireSessionsAsync(PostgresClient service, CancellationToken cancellationToken)
    {
        var isShared = await service.RunAsync(
            "connection.verify",
            async (first, token) =>
                await BackendAsync(first, token).ConfigureAwait(false) is var backend
                && await service.RunAsync(
                    "connection.verify", async (second, inner) => await BackendAsync(second, inner).ConfigureAwait(false) == backend, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        if (isShared)
        {
            throw new ConfigurationException(
                "A pooler in transaction mode stands before the server, and PostgresStoreOptions.Pooling is Direct. Set it to PgBouncerTransaction: "
                + "what a session keeps, prepared statements among it, would be lost or met by others.");
        }
    }

    // The first connection prepares; the second holds the backend where it did so; what the first runs then meets another backend.
    private static Task<bool> TryPreparedAsync(PostgresClient service, CancellationToken cancellationToken) => service.RunOnceAsync(
        "connection.prepare",
        async (first, token) =>
        {
            for (var use = 0; use < UsesUntilPrepared; use++)
            {
                await BackendAsync(first, token).ConfigureAwait(false);
            }

            return await service.TransactAsync(
                "connection.prepare",
                isRepeatable: false,
                async (second, inner) =>
                {
                    await BackendAsync(second, inner).ConfigureAwait(false);
                    return await BackendAsync(first, inner).ConfigureAwait(false) > 0;
                },
                token).ConfigureAwait(false);
        },
        cancellationToken);

    private static async Task<int> BackendAsync(PostgresSession session, CancellationToken cancellationToken) =>
        (await session.ReadAsync(RouteSql.Backend, static reader => reader.GetInt32(0), cancellationToken).ConfigureAwait(false)).Single();
}
