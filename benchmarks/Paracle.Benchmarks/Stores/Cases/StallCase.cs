using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Stores.Cases;

/// <summary>How long an insert waits while a month is added or detached and a reader holds its snapshot: the store's way beside the plain statements.</summary>
internal sealed class StallCase(StoreDatabase database, StorePace pace)
{
    private const string Schema = "stall";
    private const int Callers = 8;
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(500);

    private TimeSpan ReaderTime => TimeSpan.FromSeconds(pace.Session.IsQuick ? 2 : 6);

    public async Task RunAsync()
    {
        var session = pace.Session;
        BenchmarkSession.Say("Months added and detached under load ...");
        await using var store = await database.OpenStoreAsync(Route.Direct, Schema, session.Cancelled);
        var changes = new MonthChanges(database, Schema, session.TimeProvider);
        await changes.PrepareAsync(store.Executions, session.Cancelled);
        var table = new MarkdownTable("change", "longest insert, ms", "p50 ms", "the change took, ms");
        await MeasureAsync(table, store, "none", _ => Task.CompletedTask);
        var added = await MeasureAsync(table, store, "a month added by the store's maintenance", changes.AddAsync);
        await MeasureAsync(table, store, "a month added by CREATE TABLE ... PARTITION OF", changes.AddPlainlyAsync);
        var detached = await MeasureAsync(table, store, "a month detached by the store's maintenance", changes.DetachAsync);
        await MeasureAsync(table, store, "a month detached by DETACH PARTITION", changes.DetachPlainlyAsync);
        session.Keep($"Inserts of {Callers} callers while a month comes or goes and a reader stays open for {ReaderTime.TotalSeconds:0} s", table);
        session.Judge(Gate.AtMost("store.stall.add-s", added, 0.1));
        session.Judge(Gate.AtMost("store.stall.detach-s", detached, 0.1));
    }

    private async Task<double> MeasureAsync(MarkdownTable table, OpenStore store, string name, Func<CancellationToken, Task> changeAsync)
    {
        var (clock, cancelled) = (pace.Session.TimeProvider, pace.Session.Cancelled);
        var latencies = new Latencies();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        var inserts = Enumerable.Range(0, Callers).Select(_ => Task.Run(() => InsertAsync(store, latencies, over.Token), cancelled)).ToArray();
        await using var reader = await database.ConnectAsync(cancelled);
        await using var snapshot = await reader.BeginTransactionAsync(cancelled);
        await using (var query = reader.CreateCommand())
        {
            query.CommandText = $"SELECT count(*) FROM {Schema}.executions";
            await query.ExecuteScalarAsync(cancelled);
        }

        await Task.Delay(Lead, clock, cancelled);
        var change = TimeAsync(changeAsync);
        await Task.Delay(ReaderTime, clock, cancelled);
        await snapshot.RollbackAsync(cancelled);
        var took = await change;
        await over.CancelAsync();
        await Task.WhenAll(inserts);
        table.Add(name, $"{latencies.Milliseconds(100):N0}", $"{latencies.Milliseconds(50):N1}", $"{took.TotalMilliseconds:N0}");
        return latencies.Milliseconds(100) / 1_000;
    }

    private async Task<TimeSpan> TimeAsync(Func<CancellationToken, Task> changeAsync)
    {
        var start = pace.Session.TimeProvider.GetTimestamp();
        await changeAsync(pace.Session.Cancelled);
        return pace.Session.TimeProvider.GetElapsedTime(start);
    }

    private async Task InsertAsync(OpenStore store, Latencies latencies, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var start = pace.Session.TimeProvider.GetTimestamp();
            await store.Executions.WriteAsync(SampleRows.New(), CancellationToken.None);
            latencies.Record(pace.Session.TimeProvider.GetElapsedTime(start));
        }
    }
}
