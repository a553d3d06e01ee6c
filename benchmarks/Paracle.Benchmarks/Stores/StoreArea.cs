using Paracle.Benchmarks.Stores.Cases;

namespace Paracle.Benchmarks.Stores;

internal sealed class StoreArea : IBenchmarkArea
{
    public string Name => "store";

    public string Question => "How fast does the store read and write executions beside Npgsql by hand, Dapper, EF Core and the database's own limit?";

    public async Task RunAsync(BenchmarkSession session)
    {
        Explain(session);
        var pace = new StorePace(session);
        BenchmarkSession.Say("Starting PostgreSQL and PgBouncer ...");
        await using (var database = await StoreDatabase.StartAsync(session.Cancelled))
        {
            await new ReadCase(database, pace).RunAsync();
            await new InsertCase(database, pace).RunAsync();
            await new MonthsCase(database, pace).RunAsync();
            await new StallCase(database, pace).RunAsync();
        }

        await new SqliteCase(pace).RunAsync();
        session.Save();
    }

    private static void Explain(BenchmarkSession session)
    {
        session.Remark("PostgreSQL and PgBouncer are fresh, of this run alone and with `eng/services.sh`'s settings: `fsync` and `synchronous_commit` are on, a write that ended is durable.");
        session.Remark("All use the store's own table: partitioned by month, three indexes, rows of about 310 bytes. The clients share the machine with the server.");
        session.Remark(
            $"The peers get as many connections as there are callers, at most {StoreDatabase.PeerConnections}: with more, two cores get slower. "
            + $"pgbench has no callers beyond its connections, so from {StoreDatabase.PeerConnections} on its figures are the same limit measured again.");
        session.Remark("Npgsql, Dapper and EF Core prepare their statements (`Max Auto Prepare`) and do not reset connections; pgbench uses `-M prepared`. Through PgBouncer 1.18 nobody can prepare: pgbench uses `-M extended`.");
        session.Remark("pgbench finds a row by its time alone and lets the server make the id, since its scripts know no UUID: both are in its favour. Its latencies are out of its log of every transaction.");
        session.Remark($"Bytes and the client's time are what this process takes for an operation, the row to be written ({SampleRows.Bytes} B, which the gate leaves out) included; PostgreSQL's time includes its background. Where others took part of the machine, these figures still hold.");
    }
}
