namespace Paracle.Store;

/// <summary>A month of executions, UTC, and the partition that holds it.</summary>
internal readonly record struct ExecutionMonth
{
    private ExecutionMonth(DateTimeOffset start) => Start = start;

    /// <summary>The first moment of the month.</summary>
    public DateTimeOffset Start { get; }

    public ExecutionMonth Next => Of(Start.AddMonths(1));

    /// <summary>Names the month: <c>2026-01</c>.</summary>
    public string Name => $"{Start:yyyy-MM}";

    public SqlIdentifier Partition => new($"executions_{Start:yyyy_MM}");

    public static ExecutionMonth Of(DateTimeOffset time) =>
        new(new DateTimeOffset(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>This month and those that follow.</summary>
    public IEnumerable<ExecutionMonth> AndNext(int months)
    {
        var month = this;
        for (var i = 0; i <= months; i++)
        {
            yield return month;
            month = month.Next;
        }
    }
}
