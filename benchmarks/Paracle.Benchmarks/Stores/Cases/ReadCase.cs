using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;
using Paracle.Benchmarks.Stores.Peers;

namespace Paracle.Benchmarks.Stores.Cases;

/// <summary>Reads by id: each caller asks for one row at a time, and the store may bring several callers' rows in one round trip.</summary>
internal sealed class ReadCase(StoreDatabase database, StorePace pace)
{
    private const int Rows = 10_000;

    public async Task RunAsync()
    {
        var session = pace.Session;
        BenchmarkSession.Say("Reads by id ...");
        var rows = KnownRows.Recent(session.TimeProvider, Rows);
        await using (var store = await database.OpenStoreAsync(Route.Direct, StoreDatabase.Schema, session.Cancelled))
        {
            await rows.WriteAsync(store.Executions, session.Cancelled);
        }

        await database.RunAsync("VACUUM (ANALYZE)", session.Cancelled);
        var table = new StoreTable("reads");
        var contest = new PeerContest(database, pace);
        foreach (var route in Enum.GetValues<Route>())
        {
            await contest.RunAsync(table, route, client => client.ReadAsync(rows.Next()), PgBenchScripts.Read(rows), () => Task.CompletedTask);
        }

        table.Keep(session, "Reads by id", pace.CrowdsOn(Route.Direct), "reads");
        Judge(table);
    }

    private void Judge(StoreTable table)
    {
        var session = pace.Session;
        var (few, fewLimit) = Both(table, Route.Direct, 8);
        session.Judge(Gate.AtLeast("store.read.8.pgbench", few.PerSecond / fewLimit.PerSecond, 0.60));
        session.Judge(Gate.AtMost("store.read.8.bytes", few.BytesPerOperation, 1_500));

        var (many, manyLimit) = Both(table, Route.Direct, 64);
        session.Judge(Gate.AtLeast("store.read.64.pgbench", many.PerSecond / manyLimit.PerSecond, 4));
        session.Judge(Gate.AtMost("store.read.64.p99", many.P99 / manyLimit.P99, 1));

        var (pooled, pooledLimit) = Both(table, Route.PgBouncer, 64);
        session.Judge(Gate.AtLeast("store.read.64.pgbouncer", pooled.PerSecond / pooledLimit.PerSecond, 3));
    }

    private static (LoadFigures Ours, LoadFigures Limit) Both(StoreTable table, Route route, int callers) =>
        (table[route, callers, PeerContest.Ours], table[route, callers, PgBench.Name]);
}
