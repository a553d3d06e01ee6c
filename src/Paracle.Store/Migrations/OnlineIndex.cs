using Npgsql;

namespace Paracle.Store;

/// <summary>
/// Builds an index of the partitioned executions while they are written: an index of the whole that holds nothing, one on each partition by itself, and each
/// attached. What is done shows in the catalogs, so that a build that was cut short is taken up where it ended. A month that is made meanwhile has the index.
/// </summary>
internal sealed class OnlineIndex(
    PostgresMigration migration, SqlIdentifier schema, MaintenanceConnections connections, PostgresStoreOptions options, TimeProvider timeProvider)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly OnlineIndexTable _table = new(migration, schema);

    public async Task BuildAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await IsValidAsync(cancellationToken).ConfigureAwait(false))
            {
                case true:
                    return;

                case null:
                    await LockBrieflyAsync(_table.CreateParentAsync, cancellationToken).ConfigureAwait(false);
                    break;

                // Every partition has it, and yet it is not valid: the last that lacked it was detached. Only when it is made anew does the server look again.
                case false when !await BuildMissingAsync(cancellationToken).ConfigureAwait(false):
                    await LockBrieflyAsync(_table.DropInvalidParentAsync, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async Task<bool> BuildMissingAsync(CancellationToken cancellationToken)
    {
        var leaves = await connections.Patient.RunAsync("migrations.index.read", _table.ReadLeavesAsync, cancellationToken).ConfigureAwait(false);
        OnlineIndexLeaf[] missing = [.. leaves.Where(leaf => !leaf.IsAttached)];
        foreach (var leaf in missing)
        {
            await BuildAsync(leaf.Table, cancellationToken).ConfigureAwait(false);
        }

        return missing.Length > 0;
    }

    private Task<bool?> IsValidAsync(CancellationToken cancellationToken) =>
        connections.Patient.RunAsync("migrations.index.read", _table.IsValidAsync, cancellationToken);

    private async Task BuildAsync(SqlIdentifier table, CancellationToken cancellationToken)
    {
        await connections.Patient.RunAsync(
            "migrations.index.build",
            async (session, token) =>
            {
                await _table.BuildAsync(session, table, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        await LockBrieflyAsync((session, token) => _table.AttachAsync(session, table, token), cancellationToken).ConfigureAwait(false);
    }

    // Writes stand behind these locks: the wait is short, and tried again for as long as a migration may take.
    private async Task LockBrieflyAsync(Func<PostgresSession, CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                await connections.Patient.TransactAsync(
                    "migrations.index.change",
                    isRepeatable: false,
                    async (session, token) =>
                    {
                        await session.ExecuteAsync(LockTimeout.OfTransaction(options.Partitions.LockTimeout), token).ConfigureAwait(false);
                        await change(session, token).ConfigureAwait(false);
                        return true;
                    },
                    cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (UnavailableException exception) when (
                exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } && timeProvider.GetElapsedTime(began) < options.MigrationTimeout)
            {
                await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
