namespace Paracle.Store;

/// <summary>Whether executions of this month and the next can be written.</summary>
internal sealed class PostgresPartitionsCheck(PostgresDatabase database, ExecutionMonths months) : IStoreCheck
{
    public string Name => "postgres.partitions";

    public ValueTask<IReadOnlyList<StoreFinding>> CheckAsync(CancellationToken cancellationToken) => PostgresFindings.OfAsync(async () =>
    {
        ExecutionMonth[] needed = [.. months.Present.AndNext(1)];
        var missing = await database.RunOnceAsync("check.partitions", (session, token) => months.FindMissingAsync(session, needed, token), cancellationToken)
            .ConfigureAwait(false);
        return missing.Count == 0
            ? []
            : [new StoreFinding(
                StoreFindingSeverity.Error,
                $"Executions of {string.Join(" and ", missing.Select(month => month.Name))} have no partition.",
                "Start one host with PostgresStoreOptions.Migrations set to Apply.")];
    });
}
