using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;
using Paracle.Benchmarks.Stores.Peers;

namespace Paracle.Benchmarks.Stores.Cases;

/// <summary>The SQLite store beside Microsoft.Data.Sqlite by hand: the same table, write-ahead log, and sync of every commit.</summary>
internal sealed class SqliteCase(StorePace pace)
{
    private const int Rows = 10_000;
    private const int RowsOfTransaction = 100;

    // Twice what a transaction holds: while one is committed, the next fills.
    private const int Writers = 2 * RowsOfTransaction;
    private static readonly int[] Readers = [1, 4];

    public async Task RunAsync()
    {
        BenchmarkSession.Say("SQLite ...");
        var folder = Directory.CreateTempSubdirectory("paracle-sqlite-");
        try
        {
            await RunAsync(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task RunAsync(string folder)
    {
        var session = pace.Session;
        await using var store = await OpenAsync(Path.Combine(folder, "paracle.db"));
        var file = Path.Combine(folder, "raw.db");
        await (await OpenAsync(file)).DisposeAsync(); // makes the same tables
        using var raw = new SqliteClient(file);
        var rows = KnownRows.Recent(session.TimeProvider, Rows);
        await rows.WriteAsync(store.Executions, session.Cancelled);
        raw.Insert(rows.Ids.Select(SampleRows.At));

        var table = new MarkdownTable("operation", "callers", "peer", "rows/s", "p50 µs", "p99 µs", "B a row");
        var ours = new ParacleClient(store.Executions);
        foreach (var callers in Readers)
        {
            var reads = await pace.Loop(callers).CompareAsync(
                pace.Rounds, Raw(() => raw.Read(rows.Next())), new Peer(ours.Name, () => ours.ReadAsync(rows.Next())));
            AddRow(table, "read by id", callers, SqliteClient.Name, reads[0], 1);
            AddRow(table, "read by id", callers, ours.Name, reads[1], 1);
            session.Judge(Gate.AtLeast($"store.sqlite.read.{callers}", reads[1].PerSecond / reads[0].PerSecond, 0.75));
        }

        var writes = await Turns.CompareAsync(
            pace.Rounds,
            () => pace.Loop(1).RunAsync(Raw(() => raw.Insert(Enumerable.Range(0, RowsOfTransaction).Select(_ => SampleRows.New())))),
            () => pace.Loop(Writers).RunAsync(new Peer(ours.Name, () => ours.InsertAsync(SampleRows.New()))));
        AddRow(table, $"insert, {RowsOfTransaction} a transaction", 1, SqliteClient.Name, writes[0], RowsOfTransaction);
        AddRow(table, $"insert, at most {RowsOfTransaction} a transaction", Writers, ours.Name, writes[1], 1);
        session.Keep("SQLite", table);
        session.Judge(Gate.AtLeast("store.sqlite.insert", writes[1].PerSecond / (RowsOfTransaction * writes[0].PerSecond), 0.75));
    }

    private static Peer Raw(Action operate) => new(SqliteClient.Name, () =>
    {
        operate();
        return ValueTask.CompletedTask;
    });

    private Task<OpenStore> OpenAsync(string file) => OpenStore.StartAsync(
        paracle => paracle.UseSqlite(sqlite => (sqlite.Path, sqlite.MaxWriteBatchSize) = (file, RowsOfTransaction)), pace.Session.Cancelled);

    private static void AddRow(MarkdownTable table, string operation, int callers, string peer, LoadFigures figures, int rows) => table.Add(
        operation, $"{callers}", peer, $"{figures.PerSecond * rows:N0}", $"{figures.P50:N0}", $"{figures.P99:N0}", $"{figures.BytesPerOperation / rows:N0}");
}
