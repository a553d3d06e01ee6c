using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;
using Paracle.Benchmarks.Servers;

namespace Paracle.Benchmarks.Queues;

internal sealed class QueueArea : IBenchmarkArea
{
    private static readonly int[] Crowds = [1, 64, 1024];

    public string Name => "queue";

    public string Question => "How fast does the journal in PostgreSQL take messages beside the store's own inserts and the server's limit, and how fast are they worked off?";

    public async Task RunAsync(BenchmarkSession session)
    {
        session.Remark("PostgreSQL is fresh, of this run alone, with `fsync` and `synchronous_commit` on; server and callers share the machine.");
        session.Remark("Messages of 200 bytes, an idempotency key each, over 1,000 keys in one queue of 16 lanes; executions with an input of 200 characters. Each caller awaits its commit.");
        BenchmarkSession.Say("Starting PostgreSQL ...");
        await using var services = await Services.StartAsync(session.Cancelled);
        await using var store = await OpenJournal.StartAsync(services.Postgres, session.Cancelled);
        await MeasureAppendsAsync(session, store);
        await MeasureLimitAsync(session, store);
        await MeasureWorkAsync(session, store);
        session.Save();
    }

    private static async Task MeasureAppendsAsync(BenchmarkSession session, OpenJournal store)
    {
        var table = new MarkdownTable("callers", "operation", "operations/s", "p50 ms", "p95 ms", "p99 ms", "B an operation");
        foreach (var callers in Crowds)
        {
            string[] names = ["insert an execution", "append a message", "both in one commit"];
            var figures = await new ClosedLoop(callers, TimeSpan.FromSeconds(session.IsQuick ? 1 : 3), session.TimeProvider).CompareAsync(
                session.IsQuick ? 3 : 5,
                new Peer(names[0], store.WriteAsync),
                new Peer(names[1], store.AppendAsync),
                new Peer(names[2], store.AppendWithExecutionAsync));
            foreach (var (name, figure) in names.Zip(figures))
            {
                table.Add($"{callers:N0}", name, $"{figure.PerSecond:N0}", $"{figure.P50 / 1000:N2}", $"{figure.P95 / 1000:N2}", $"{figure.P99 / 1000:N2}", $"{figure.BytesPerOperation:N0}");
            }

            session.Judge(Gate.AtLeast($"queue.append.callers-{callers}", figures[1].PerSecond / figures[0].PerSecond, 0.9));
        }

        session.Keep("Callers in a closed loop (in turns, medians over rounds)", table);
    }

    private static async Task MeasureLimitAsync(BenchmarkSession session, OpenJournal store)
    {
        var table = new MarkdownTable("rows in a statement, one connection", "rows/s by hand", "messages/s by the journal", "ratio");
        foreach (var rows in new[] { 100, 1000 })
        {
            var both = await new ClosedLoop(1, TimeSpan.FromSeconds(session.IsQuick ? 1 : 3), session.TimeProvider).CompareAsync(
                session.IsQuick ? 3 : 5, new Peer("by hand", () => store.InsertByHandAsync(rows)), new Peer("journal", () => store.AppendAsync(rows)));
            table.Add($"{rows:N0}", $"{both[0].PerSecond * rows:N0}", $"{both[1].PerSecond * rows:N0}", $"{both[1].PerSecond / both[0].PerSecond:0.00}");
        }

        session.Keep("One caller that appends many at once, beside a bare `INSERT … SELECT unnest` into a table with the same columns and indexes", table);
    }

    private static async Task MeasureWorkAsync(BenchmarkSession session, OpenJournal store)
    {
        var table = new MarkdownTable("items in a batch", "workers", "items/s (lease, read, complete, release)", "lease a lane, p50 ms", "read, p50 ms", "complete, p50 ms");
        foreach (var (batch, workers) in new[] { (100, 1), (1000, 1), (100, 4), (1000, 4) })
        {
            var figures = await new JournalWork(store, batch, session.TimeProvider).RunAsync(workers, session.IsQuick ? 20_000 : 100_000);
            table.Add(
                $"{batch:N0}", $"{workers}", $"{figures.PerSecond:N0}",
                $"{figures.Lease.Milliseconds(50):N2}", $"{figures.Read.Milliseconds(50):N2}", $"{figures.Complete.Milliseconds(50):N2}");
        }

        session.Keep("Working off what waits", table);
    }
}
