namespace Paracle.Store;

/// <summary>Finds out what is to be done. What is done shows in the next state, so that a run that was interrupted is taken up by planning anew.</summary>
internal sealed class PartitionPlanner(SqlIdentifier schema, PostgresPartitionOptions options)
{
    // The planner's figures age with every month that fills.
    private static readonly TimeSpan AnalyzeInterval = TimeSpan.FromDays(1);

    private readonly PartitionSql _sql = new(schema);

    public IReadOnlyList<PartitionStep> Plan(PartitionState state, DateTimeOffset hostNow)
    {
        var present = ExecutionMonth.Of(hostNow);
        PartitionStep[] steps = [.. Make(state, present), .. Tune(state, present), .. Detach(state, hostNow), .. PutAwayLeftOvers(state, hostNow)];
        var isDue = state.AnalyzedAt is not { } analyzedAt || state.Now - analyzedAt >= AnalyzeInterval;
        return steps.Any(ChangesPartitions) || isDue
            ? [.. steps, new PartitionStep(PostgresMaintenanceAction.Analyze, PartitionSql.Parent, [_sql.Analyze])]
            : steps;
    }

    private static bool ChangesPartitions(PartitionStep step) =>
        step.Action is PostgresMaintenanceAction.MakeMonth or PostgresMaintenanceAction.DetachMonth or PostgresMaintenanceAction.FinishDetach;

    private IEnumerable<PartitionStep> Make(PartitionState state, ExecutionMonth present) =>
        from month in present.AndNext(options.MonthsAhead)
        where !state.Covers(month)
        select new PartitionStep(PostgresMaintenanceAction.MakeMonth, month.Partition, _sql.Make(month), month);

    private IEnumerable<PartitionStep> Tune(PartitionState state, ExecutionMonth present) =>
        from partition in state.Attached
        where partition is { IsTuned: false, IsDetachPending: false } && !(partition.To <= present.Start)
        let table = new SqlIdentifier(partition.Table)
        select new PartitionStep(PostgresMaintenanceAction.TuneMonth, table, [_sql.Tune(table)]);

    private IEnumerable<PartitionStep> Detach(PartitionState state, DateTimeOffset hostNow)
    {
        foreach (var partition in state.Attached)
        {
            var isEnded = IsEnded(partition.To, state, hostNow);
            if (isEnded || partition.IsDetachPending)
            {
                var table = new SqlIdentifier(partition.Table);
                yield return partition.IsDetachPending
                    ? new PartitionStep(PostgresMaintenanceAction.FinishDetach, table, [_sql.FinishDetach(table)])
                    : new PartitionStep(PostgresMaintenanceAction.DetachMonth, table, [_sql.Detach(table)]);
                if (isEnded && PutAway(table) is { } step)
                {
                    yield return step;
                }
            }
        }
    }

    private IEnumerable<PartitionStep> PutAwayLeftOvers(PartitionState state, DateTimeOffset hostNow) =>
        from month in state.Detached
        where IsEnded(month.Next.Start, state, hostNow)
        let step = PutAway(month.Partition)
        where step is not null
        select step;

    private PartitionStep? PutAway(SqlIdentifier table) => options.EndedMonths switch
    {
        PostgresRetentionMode.Drop => new PartitionStep(PostgresMaintenanceAction.DropMonth, table, [_sql.Drop(table)]),
        PostgresRetentionMode.Archive => new PartitionStep(PostgresMaintenanceAction.ArchiveMonth, table, [_sql.Archive(table, new SqlIdentifier(options.ArchiveSchema))]),
        _ => null,
    };

    // By the earlier of the two clocks: a host whose clock is years ahead must not end every month.
    private bool IsEnded(DateTimeOffset? end, PartitionState state, DateTimeOffset hostNow) =>
        options.Retention is { } retention && end <= (hostNow < state.Now ? hostNow : state.Now) - retention;
}
