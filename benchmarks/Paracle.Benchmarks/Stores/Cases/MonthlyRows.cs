namespace Paracle.Benchmarks.Stores.Cases;

/// <summary>Ids spread over the months up to this one, read in an order that jumps from month to month.</summary>
internal sealed class MonthlyRows
{
    private readonly ExecutionId[][] _months;
    private int _turn;

    public MonthlyRows(TimeProvider timeProvider, int months, int rowsOfMonth)
    {
        var now = timeProvider.GetUtcNow();
        var first = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1 - months);
        _months = [.. Enumerable.Range(0, months).Select(month =>
            Enumerable.Range(0, rowsOfMonth).Select(hour => SampleRows.IdAt(first.AddMonths(month).AddHours(hour))).ToArray())];
    }

    public IReadOnlyList<ExecutionId[]> ByMonth => _months;

    public ExecutionId Next()
    {
        var turn = (uint)Interlocked.Increment(ref _turn);
        var month = _months[turn % _months.Length];
        return month[turn / (uint)_months.Length % month.Length];
    }
}
