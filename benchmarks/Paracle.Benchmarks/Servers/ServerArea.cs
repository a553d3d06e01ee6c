using Paracle.Benchmarks.Http;

namespace Paracle.Benchmarks.Servers;

internal sealed class ServerArea : IBenchmarkArea
{
    public string Name => "server";

    public string Question =>
        "How many agent runs a second does the sample's server answer, how fast and at what cost, with PostgreSQL, Redis and a model of 50 ms + 2 ms a token?";

    public async Task RunAsync(BenchmarkSession session)
    {
        BenchmarkSession.Say("Starting PostgreSQL, PgBouncer, Redis, the model and the server ...");
        await using var system = await WholeSystem.StartAsync(session.TimeProvider, session.Cancelled);
        var plan = new ServerPlan(system);
        await WarmUpAsync(plan, system, session);
        for (var round = 1; round <= Rounds(session); round++)
        {
            foreach (var cell in plan.Cells)
            {
                await cell.RunAsync(system, Phases(session), session.TimeProvider, session.Cancelled);
                BenchmarkSession.Say($"round {round}: {cell}");
            }
        }

        new ServerReport(plan, session).Keep();
        session.Save();
    }

    // The first requests are spent on compiling the code.
    private static async Task WarmUpAsync(ServerPlan plan, WholeSystem system, BenchmarkSession session)
    {
        var phases = Phases(session) with { WarmUp = TimeSpan.Zero };
        foreach (var cell in plan.Cells.Where(cell => cell.Load == ServerPlan.Few))
        {
            await new Cell(cell.Load, cell.Kind, cell.Workload, cell.Host).RunAsync(system, phases, session.TimeProvider, session.Cancelled);
        }
    }

    private static int Rounds(BenchmarkSession session) => session.IsQuick ? 1 : 3;

    private static LoadPhases Phases(BenchmarkSession session) => session.IsQuick
        ? new LoadPhases(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3))
        : new LoadPhases(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(4));
}
