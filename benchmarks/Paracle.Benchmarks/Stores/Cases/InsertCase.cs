using Paracle.Benchmarks.Results;
using Paracle.Benchmarks.Stores.Peers;

namespace Paracle.Benchmarks.Stores.Cases;

/// <summary>Durable inserts: each caller waits until its row is committed and synced before it sends the next.</summary>
internal sealed class InsertCase(StoreDatabase database, StorePace pace)
{
    public async Task RunAsync()
    {
        var session = pace.Session;
        BenchmarkSession.Say("Durable inserts ...");
        var table = new StoreTable("rows");
        var contest = new PeerContest(database, pace);
        foreach (var route in Enum.GetValues<Route>())
        {
            await contest.RunAsync(table, route, client => client.InsertAsync(SampleRows.New()), PgBenchScripts.Insert, EmptyAsync);
        }

        table.Keep(session, "Durable inserts", pace.CrowdsOn(Route.Direct), "inserts");
        await EmptyAsync();
        Judge(table, await new ServerCopy(database, session.TimeProvider).RowsPerSecondAsync(pace.Rounds, session.Cancelled));
    }

    // What one number of callers wrote must not slow down the next.
    private Task EmptyAsync() => database.RunAsync($"TRUNCATE {StoreDatabase.Schema}.executions; CHECKPOINT", pace.Session.Cancelled);

    private void Judge(StoreTable table, double copied)
    {
        var session = pace.Session;
        var ours = table[Route.Direct, 64, PeerContest.Ours];
        var limit = table[Route.Direct, 64, PgBench.Name];
        session.Judge(Gate.AtLeast("store.insert.64.pgbench", ours.PerSecond / limit.PerSecond, 3));
        session.Judge(Gate.AtMost("store.insert.64.p99", ours.P99 / limit.P99, 1));
        session.Judge(Gate.AtMost("store.insert.64.bytes", ours.BytesPerOperation - SampleRows.Bytes, 700));

        var copy = new MarkdownTable("1,024 callers beside COPY", "rows/s");
        copy.Add(PeerContest.Ours, $"{table[Route.Direct, 1_024, PeerContest.Ours].PerSecond:N0}");
        copy.Add("COPY from a file of the server, one connection", $"{copied:N0}");
        session.Keep("Against COPY", copy);
        session.Judge(Gate.AtLeast("store.insert.1024.copy", table[Route.Direct, 1_024, PeerContest.Ours].PerSecond / copied, 0.65));

        session.Judge(Gate.AtMost("store.insert.lone", table[Route.Direct, 1, PeerContest.Ours].P50 / table[Route.Direct, 1, NpgsqlClient.ClientName].P50, 1.15));
    }
}
