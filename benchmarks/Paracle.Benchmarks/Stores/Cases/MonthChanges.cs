namespace Paracle.Benchmarks.Stores.Cases;

/// <summary>A month that comes or goes: as the store does it, and in the statement that comes to mind first.</summary>
internal sealed class MonthChanges(StoreDatabase database, IExecutionStore store, string schema, TimeProvider timeProvider)
{
    // A start makes three months ahead; these are beyond.
    private readonly DateTimeOffset _added = MonthFrom(timeProvider, 5);
    private readonly DateTimeOffset _addedPlainly = MonthFrom(timeProvider, 6);

    // Made ahead, and empty.
    private readonly DateTimeOffset _detached = MonthFrom(timeProvider, 2);
    private readonly DateTimeOffset _detachedPlainly = MonthFrom(timeProvider, 3);

    /// <summary>The store makes the month of a row that has none.</summary>
    public async Task AddAsync(CancellationToken cancellationToken) =>
        await store.WriteAsync(SampleRows.At(SampleRows.IdAt(_added.AddDays(1))), cancellationToken);

    public Task AddPlainlyAsync(CancellationToken cancellationToken) => database.RunAsync(
        $"""
        CREATE TABLE {schema}.{NameOf(_addedPlainly)} PARTITION OF {schema}.executions
        FOR VALUES FROM ('{_addedPlainly:yyyy-MM-dd} 00:00:00+00') TO ('{_addedPlainly.AddMonths(1):yyyy-MM-dd} 00:00:00+00')
        """,
        cancellationToken);

    public Task DetachAsync(CancellationToken cancellationToken) =>
        database.RunAsync($"ALTER TABLE {schema}.executions DETACH PARTITION {schema}.{NameOf(_detached)} CONCURRENTLY", cancellationToken);

    public Task DetachPlainlyAsync(CancellationToken cancellationToken) =>
        database.RunAsync($"ALTER TABLE {schema}.executions DETACH PARTITION {schema}.{NameOf(_detachedPlainly)}", cancellationToken);

    private static DateTimeOffset MonthFrom(TimeProvider timeProvider, int months)
    {
        var now = timeProvider.GetUtcNow();
        return new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(months);
    }

    private static string NameOf(DateTimeOffset month) => $"executions_{month:yyyy_MM}";
}
