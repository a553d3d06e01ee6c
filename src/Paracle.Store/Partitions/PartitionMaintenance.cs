using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>Plans, and does what was planned: one step at a time, each in whatever way the server allows.</summary>
internal sealed class PartitionMaintenance(
    IOptions<PostgresStoreOptions> options,
    MaintenanceConnections connections,
    ExecutionMonths months,
    TimeProvider timeProvider,
    PartitionTelemetry telemetry,
    ILogger<PartitionMaintenance> logger) : IPostgresMaintenance
{
    private readonly SqlIdentifier _schema = new(options.Value.Schema);
    private readonly PartitionTable _table = new(new SqlIdentifier(options.Value.Schema));
    private readonly MaintenanceLease _lease = new(connections, new SqlIdentifier(options.Value.Schema), timeProvider);

    private PostgresPartitionOptions Settings => options.Value.Partitions;

    public async Task<IReadOnlyList<PostgresMaintenanceStep>> PlanAsync(CancellationToken cancellationToken) =>
        [.. (await LookAsync(cancellationToken).ConfigureAwait(false)).Select(step => step.Public)];

    public async Task<IReadOnlyList<PostgresMaintenanceStep>?> RunAsync(CancellationToken cancellationToken)
    {
        // A look without the lease first: a host that has nothing to do waits for nobody and takes nothing.
        if ((await LookAsync(cancellationToken).ConfigureAwait(false)).Count == 0)
        {
            return [];
        }

        List<PostgresMaintenanceStep> done = [];
        return await _lease.TryHoldAsync(token => RunAsync(done, token), cancellationToken).ConfigureAwait(false) ? done : null;
    }

    public string GetCronScript() => PgCronScriptSql.Of(_schema, Settings);

    private async Task<IReadOnlyList<PartitionStep>> LookAsync(CancellationToken cancellationToken)
    {
        var state = await connections.Brief.RunAsync("partitions.plan", _table.ReadAsync, cancellationToken).ConfigureAwait(false);
        telemetry.Saw(state);
        return new PartitionPlanner(_schema, Settings).Plan(state, timeProvider.GetUtcNow());
    }

    private async Task RunAsync(List<PostgresMaintenanceStep> done, CancellationToken cancellationToken)
    {
        ParacleException? first = null;
        foreach (var step in await LookAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (await RunAsync(step, cancellationToken).ConfigureAwait(false))
                {
                    done.Add(step.Public);
                }
            }
            catch (ParacleException exception)
            {
                first ??= exception; // one month that cannot be detached must not keep the next from being made
            }
        }

        await LookAsync(cancellationToken).ConfigureAwait(false);
        if (first is not null)
        {
            throw first;
        }
    }

    private async Task<bool> RunAsync(PartitionStep step, CancellationToken cancellationToken)
    {
        switch (step.Action)
        {
            case PostgresMaintenanceAction.MakeMonth:
                await months.MakeAsync(connections.Brief, [step.Month!.Value], cancellationToken).ConfigureAwait(false);
                return true;

            case PostgresMaintenanceAction.DetachMonth or PostgresMaintenanceAction.FinishDetach:
                return await DetachAsync(step.Table, cancellationToken).ConfigureAwait(false);

            case PostgresMaintenanceAction.DropMonth or PostgresMaintenanceAction.ArchiveMonth:
                return await PutAwayAsync(step, cancellationToken).ConfigureAwait(false);

            default:
                await connections.Patient.RunAsync(
                    "partitions.tend", (session, token) => session.ExecuteAsync(new SqlStatement(step.Statements[0]), token), cancellationToken).ConfigureAwait(false);
                return true;
        }
    }

    private async Task<bool> DetachAsync(SqlIdentifier table, CancellationToken cancellationToken)
    {
        var isDetached = await connections.Patient.RunAsync("partitions.detach", (session, token) => _table.DetachAsync(session, table, token), cancellationToken)
            .ConfigureAwait(false);
        if (isDetached)
        {
            telemetry.Detached();
            logger.MonthDetached(table.Name);
        }

        return isDetached;
    }

    private async Task<bool> PutAwayAsync(PartitionStep step, CancellationToken cancellationToken)
    {
        var isPutAway = await connections.Brief.TransactAsync(
            "partitions.put_away",
            isRepeatable: true,
            (session, token) => _table.PutAwayAsync(session, step, new SqlIdentifier(Settings.ArchiveSchema), Settings.LockTimeout, token),
            cancellationToken).ConfigureAwait(false);
        if (isPutAway)
        {
            logger.MonthPutAway(step.Table.Name, step.Action);
        }

        return isPutAway;
    }
}
