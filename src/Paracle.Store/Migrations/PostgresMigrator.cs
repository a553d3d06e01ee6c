using Microsoft.Extensions.Logging;

namespace Paracle.Store;

/// <summary>Brings the schema up to date: each migration in a transaction of its own, by whichever host comes first.</summary>
internal sealed class PostgresMigrator(PostgresClient maintenance, SqlIdentifier schema, TimeProvider timeProvider, ILogger logger)
{
    private readonly MigrationSql _sql = new(schema);

    /// <summary>Applies what is missing.</summary>
    /// <exception cref="ConfigurationException">The schema is newer, or not the one these binaries know.</exception>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        // A look without the lock first: a host that starts with nothing to do waits for nobody.
        var pending = await maintenance.RunAsync("migrations.read", (session, token) => PostgresSchema.GetPendingAsync(session, schema, token), cancellationToken)
            .ConfigureAwait(false);
        while (pending.Count > 0)
        {
            var applied = await maintenance.TransactAsync("migrations.apply", isRepeatable: true, ApplyNextAsync, cancellationToken).ConfigureAwait(false);
            if (applied is null)
            {
                return;
            }

            logger.Migrated(applied.Id, applied.Name, schema.Name);
        }
    }

    private async Task<PostgresMigration?> ApplyNextAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(_sql.Lock, cancellationToken).ConfigureAwait(false);
        var pending = await PostgresSchema.GetPendingAsync(session, schema, cancellationToken).ConfigureAwait(false); // anew, under the lock
        if (pending.Count == 0)
        {
            return null;
        }

        if (pending.Count == PostgresMigration.All.Count)
        {
            await CreateJournalAsync(session, cancellationToken).ConfigureAwait(false);
        }

        await session.RunAsync(new SqlScript(pending[0].Script, schema), cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync(_sql.Record(pending[0], timeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        return pending[0];
    }

    private async Task CreateJournalAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        // Looked for first: IF NOT EXISTS asks for the right to create even where there is nothing to create.
        if (!await session.IsThereAsync(_sql.FindSchema, cancellationToken).ConfigureAwait(false))
        {
            await session.ExecuteAsync(_sql.CreateSchema, cancellationToken).ConfigureAwait(false);
        }

        if (!await session.IsThereAsync(_sql.FindJournal, cancellationToken).ConfigureAwait(false))
        {
            await session.ExecuteAsync(_sql.CreateJournal, cancellationToken).ConfigureAwait(false);
        }
    }
}
