using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store.Sqlite;

/// <summary>Walks over the executions from the oldest on, up to where none is too old any more.</summary>
internal sealed class SqliteMaintenance(
    SqliteDatabase database, IOptions<SqliteStoreOptions> options, TimeProvider timeProvider, SqliteTelemetry telemetry, ILogger<SqliteMaintenance> logger)
    : ISqliteMaintenance
{
    public Task<long> PlanAsync(CancellationToken cancellationToken) =>
        WalkAsync((range, _) => ValueTask.FromResult(range.Ended), cancellationToken);

    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var removed = await WalkAsync(RemoveAsync, cancellationToken).ConfigureAwait(false);
        if (removed > 0)
        {
            logger.ExecutionsRemoved(removed, options.Value.Retention!.Value);
        }

        return removed;
    }

    private async ValueTask<long> RemoveAsync(RetentionRange range, byte[] before)
    {
        var removed = await database.WriteOnceAsync(session => range.Remove(session, before), CancellationToken.None).ConfigureAwait(false);
        telemetry.Removed(removed);
        return removed;
    }

    private async Task<long> WalkAsync(Func<RetentionRange, byte[], ValueTask<long>> visitAsync, CancellationToken cancellationToken)
    {
        if (options.Value.Retention is not { } retention)
        {
            return 0;
        }

        var before = ExecutionKeys.From(timeProvider.GetUtcNow() - retention);
        var (total, place) = (0L, 0L);
        while (true)
        {
            var after = place;
            var range = await database.ReadAsync(session => RetentionRange.Read(session, after, before), cancellationToken).ConfigureAwait(false);
            if (range.Old == 0)
            {
                return total;
            }

            total += range.Ended == 0 ? 0 : await visitAsync(range, before).ConfigureAwait(false);
            place = range.Last;
        }
    }
}
