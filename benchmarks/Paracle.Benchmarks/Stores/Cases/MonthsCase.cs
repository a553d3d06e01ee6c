using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Stores.Cases;

/// <summary>Whether a read by id costs more when the rows lie in 36 months than when they lie in one plain table. The same store reads both.</summary>
internal sealed class MonthsCase(StoreDatabase database, StorePace pace)
{
    private const string Partitioned = "months";
    private const string Plain = "plain";
    private const int Months = 36;
    private const int RowsOfMonth = 280;

    private static readonly int[] Crowds = [8, 64];

    public async Task RunAsync()
    {
        var session = pace.Session;
        BenchmarkSession.Say($"Reads by id over {Months} months ...");
        await using var months = await database.OpenStoreAsync(Route.Direct, Partitioned, session.Cancelled);
        await using var plain = await database.OpenStoreAsync(Route.Direct, Plain, session.Cancelled);
        var rows = await FillAsync(months);
        var table = new MarkdownTable("callers", "table", "reads/s", "p50 µs", "p95 µs", "p99 µs");
        foreach (var callers in Crowds)
        {
            var both = await pace.Loop(callers).CompareAsync(pace.Rounds, Reader("plain", plain, rows), Reader("months", months, rows));
            AddRow(table, callers, "one plain table", both[0]);
            AddRow(table, callers, $"{Months} months", both[1]);
            session.Judge(Gate.AtLeast($"store.months.{callers}", both[1].PerSecond / both[0].PerSecond, 0.9));
        }

        session.Keep($"Reads by id over {Months} months", table);
    }

    private static Peer Reader(string name, OpenStore store, MonthlyRows rows) => new(
        name, async () => _ = await store.Executions.FindAsync(TenantId.Default, rows.Next(), CancellationToken.None) ?? throw new InvalidOperationException("A row is missing."));

    private static void AddRow(MarkdownTable table, int callers, string name, LoadFigures figures) => table.Add(
        $"{callers}", name, $"{figures.PerSecond:N0}", $"{figures.P50:N0}", $"{figures.P95:N0}", $"{figures.P99:N0}");

    private async Task<MonthlyRows> FillAsync(OpenStore months)
    {
        var cancelled = pace.Session.Cancelled;
        var rows = new MonthlyRows(pace.Session.TimeProvider, Months, RowsOfMonth);
        foreach (var month in rows.ByMonth)
        {
            await months.Executions.WriteAsync(SampleRows.At(month[0]), cancelled); // makes the month
            await Task.WhenAll(month.Skip(1).Select(id => months.Executions.WriteAsync(SampleRows.At(id), cancelled).AsTask()));
        }

        await database.RunAsync(
            $"""
            CREATE TABLE {Plain}.copy (LIKE {Plain}.executions INCLUDING ALL);
            INSERT INTO {Plain}.copy SELECT * FROM {Partitioned}.executions;
            DROP TABLE {Plain}.executions;
            ALTER TABLE {Plain}.copy RENAME TO executions
            """,
            cancelled);
        await database.RunAsync("VACUUM (ANALYZE)", cancelled);
        return rows;
    }
}
