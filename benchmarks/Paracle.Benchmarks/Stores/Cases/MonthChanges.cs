namespace Paracle.Benchmarks.Stores.Cases;

/// <summary>A month that comes or goes: as the store's maintenance does it, and in the statement that comes to mind first.</summary>
internal sealed class MonthChanges(StoreDatabase database, string schema, TimeProvider timeProvider)
{
    // What a start makes ahead.
    private const int Ahead = 3;
    private const int Ended = -3;

    /// <summary>The month that retention ends below. Its row is written by a store that keeps rows for ever.</summary>
    public Task PrepareAsync(IExecutionStore store, CancellationToken cancellationToken) =>
        store.WriteAsync(SampleRows.At(SampleRows.IdAt(MonthFrom(Ended))), cancellationToken).AsTask();

    public Task AddAsync(CancellationToken cancellationToken) =>
        database.MaintainAsync(schema, months => months.MonthsAhead = Ahead + 1, cancellationToken);

    public Task AddPlainlyAsync(CancellationToken cancellationToken) => database.RunAsync(
        $"""
        CREATE TABLE {schema}.{NameOf(Ahead + 2)} PARTITION OF {schema}.executions
        FOR VALUES FROM ('{MonthFrom(Ahead + 2):yyyy-MM-dd} 00:00:00+00') TO ('{MonthFrom(Ahead + 3):yyyy-MM-dd} 00:00:00+00')
        """,
        cancellationToken);

    public Task DetachAsync(CancellationToken cancellationToken) =>
        database.MaintainAsync(schema, months => months.Retention = TimeSpan.FromDays(31), cancellationToken);

    public Task DetachPlainlyAsync(CancellationToken cancellationToken) =>
        database.RunAsync($"ALTER TABLE {schema}.executions DETACH PARTITION {schema}.{NameOf(Ahead)}", cancellationToken);

    private string NameOf(int months) => $"executions_{MonthFrom(months):yyyy_MM}";

    private DateTimeOffset MonthFrom(int months)
    {
        var now = timeProvider.GetUtcNow();
        return new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(months);
    }
}
