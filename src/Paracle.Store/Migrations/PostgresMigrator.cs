using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>Brings the schema up to date: each migration in a transaction of its own or online under a lease, by whichever host comes first.</summary>
internal sealed class PostgresMigrator(
    IOptions<PostgresStoreOptions> options, MaintenanceConnections connections, TimeProvider timeProvider, ILogger<PostgresMigrator> logger) : IPostgresMigrations
{
    // Between two looks at whether another host has ended its online migration.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly SqlIdentifier _schema = new(options.Value.Schema);
    private readonly MigrationSql _sql = new(new SqlIdentifier(options.Value.Schema));
    private readonly MaintenanceLease _lease = new(connections, new SqlIdentifier(options.Value.Schema), timeProvider);

    public async Task<IReadOnlyList<PostgresMigrationStatus>> GetStatusAsync(CancellationToken cancellationToken)
    {
        var pending = await GetPendingAsync(cancellationToken).ConfigureAwait(false);
        return [.. PostgresMigration.All.Select(migration => new PostgresMigrationStatus(migration.Id, migration.Name, migration.IsOnlineIndex, !pending.Contains(migration)))];
    }

    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var waiting = timeProvider.GetTimestamp();

        // A look without the lock first: a host that starts with nothing to do waits for nobody.
        while (await GetPendingAsync(cancellationToken).ConfigureAwait(false) is [var next, ..])
        {
            var applied = next.IsOnlineIndex
                ? await ApplyOnlineAsync(next, cancellationToken).ConfigureAwait(false)
                : await connections.Patient.TransactAsync("migrations.apply", isRepeatable: true, ApplyNextAsync, cancellationToken).ConfigureAwait(false);
            if (applied is not null)
            {
                logger.Migrated(applied.Id, applied.Name, _schema.Name);
                waiting = timeProvider.GetTimestamp();
            }
            else if (timeProvider.GetElapsedTime(waiting) >= options.Value.MigrationTimeout)
            {
                throw new UnavailableException(
                    $"The migration {next.Id} ({next.Name}) in schema '{_schema.Name}' is another host's, and did not end within PostgresStoreOptions.MigrationTimeout, "
                    + $"{options.Value.MigrationTimeout}. Wait for that host, or raise it.");
            }
        }
    }

    public async Task<string> GetScriptAsync(CancellationToken cancellationToken)
    {
        var pending = await GetPendingAsync(cancellationToken).ConfigureAwait(false);
        List<string> parts = [];
        foreach (var migration in pending)
        {
            if (migration.IsOnlineIndex)
            {
                var leaves = await connections.Brief.RunAsync("migrations.index.read", new OnlineIndexTable(migration, _schema).ReadLeavesAsync, cancellationToken)
                    .ConfigureAwait(false);
                parts.Add(MigrationScriptSql.Online(migration, _schema, leaves));
            }
            else
            {
                parts.Add(MigrationScriptSql.Transactional(migration, _schema));
            }
        }

        if (pending.Count == PostgresMigration.All.Count)
        {
            parts.Insert(0, MigrationScriptSql.Prologue(_schema));
        }

        return string.Join('\n', parts);
    }

    private Task<IReadOnlyList<PostgresMigration>> GetPendingAsync(CancellationToken cancellationToken) => connections.Patient.RunAsync(
        "migrations.read", (session, token) => PostgresSchema.GetPendingAsync(session, _schema, token), cancellationToken);

    private async Task<PostgresMigration?> ApplyNextAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(_sql.Lock, cancellationToken).ConfigureAwait(false);
        var pending = await PostgresSchema.GetPendingAsync(session, _schema, cancellationToken).ConfigureAwait(false); // anew, under the lock
        if (pending is not [{ IsOnlineIndex: false } next, ..])
        {
            return null;
        }

        if (pending.Count == PostgresMigration.All.Count)
        {
            await CreateJournalAsync(session, cancellationToken).ConfigureAwait(false);
        }

        await session.RunAsync(new SqlScript(next.Script, _schema), cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync(_sql.Record(next, timeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        return next;
    }

    private async Task<PostgresMigration?> ApplyOnlineAsync(PostgresMigration migration, CancellationToken cancellationToken)
    {
        PostgresMigration? applied = null;
        try
        {
            var isHeld = await _lease.TryHoldAsync(
                async token =>
                {
                    await new OnlineIndex(migration, _schema, connections, options.Value, timeProvider).BuildAsync(token).ConfigureAwait(false);
                    applied = await connections.Patient.TransactAsync(
                        "migrations.record", isRepeatable: true, (session, inner) => RecordAsync(session, migration, inner), token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            if (isHeld)
            {
                return applied;
            }
        }
        catch (LeaseLostException)
        {
            // The host that has the lease now goes on, and is waited for.
        }

        await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task<PostgresMigration?> RecordAsync(PostgresSession session, PostgresMigration migration, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(_sql.Lock, cancellationToken).ConfigureAwait(false);
        var pending = await PostgresSchema.GetPendingAsync(session, _schema, cancellationToken).ConfigureAwait(false);
        if (!pending.Contains(migration))
        {
            return null;
        }

        await session.ExecuteAsync(_sql.Record(migration, timeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        return migration;
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
