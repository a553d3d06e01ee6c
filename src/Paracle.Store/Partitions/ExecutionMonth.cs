using System.Globalization;

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

    /// <summary>The table that holds the month.</summary>
    public SqlIdentifier Partition => new($"executions_{Start:yyyy_MM}");

    /// <summary>Says the month's bounds while the table is being attached.</summary>
    public SqlIdentifier Constraint => new($"executions_{Start:yyyy_MM}_month");

    public static ExecutionMonth Of(DateTimeOffset time) =>
        new(new DateTimeOffset(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>The month of a table that is named as <see cref="Partition"/> is.</summary>
    public static ExecutionMonth Of(string table) =>
        new(new DateTimeOffset(DateTime.ParseExact(table, "'executions_'yyyy'_'MM", CultureInfo.InvariantCulture), TimeSpan.Zero));

    /// <summary>How many months this one lies after another.</summary>
    public int Since(ExecutionMonth other) => (12 * (Start.Year - other.Start.Year)) + Start.Month - other.Start.Month;

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
