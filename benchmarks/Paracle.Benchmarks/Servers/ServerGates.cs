using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Servers;

/// <summary>The guide's target, and the goals for the whole system that are beyond it.</summary>
internal sealed class ServerGates(ServerPlan plan, BenchmarkSession session)
{
    public void Judge()
    {
        session.Judge(Gate.AtMost("server.errors", plan.Cells.Sum(cell => cell.Tally.Errors), 0));
        foreach (var mix in ServerPlan.Mixes)
        {
            JudgeTarget(mix);
        }

        JudgeRatio(RequestKind.Repeated, 15);
        JudgeRatio(RequestKind.Half, 10);
        JudgeRatio(RequestKind.Unique, 8);
        JudgeLimits();
        JudgeStreams();
    }

    // 1,000 requests a second, p95 under 500 ms, p99 under 1 s. An open loop sends no more than those, so all but what the window's edge cuts must be answered.
    private void JudgeTarget(RequestKind mix)
    {
        var tally = plan[ServerPlan.Steady, mix].Tally;
        var name = $"server.guide.{NameOf(mix)}";
        session.Judge(Gate.AtLeast($"{name}.per-second", tally.PerSecond, 0.99 * ServerPlan.Steady.PerSecond!.Value));
        session.Judge(Gate.AtMost($"{name}.p95-ms", tally.Latencies.Milliseconds(95), 500));
        session.Judge(Gate.AtMost($"{name}.p99-ms", tally.Latencies.Milliseconds(99), 1_000));
    }

    private void JudgeRatio(RequestKind mix, double target) => session.Judge(Gate.AtLeast(
        $"server.best-variant.{NameOf(mix)}", plan[ServerPlan.Many, mix].Tally.PerSecond / GuideFigures.Of(mix).BestPerSecond, target));

    private void JudgeLimits()
    {
        var bare = plan[ServerPlan.Many, RequestKind.Bare].Tally.PerSecond;
        session.Judge(Gate.AtLeast("server.bare.repeated", plan[ServerPlan.Many, RequestKind.Repeated].Tally.PerSecond / bare, 0.55));
        session.Judge(Gate.AtLeast("server.model-pace.unique", PaceOf(plan[ServerPlan.Many, RequestKind.Unique]), 0.74));
    }

    private void JudgeStreams()
    {
        var (stream, model) = (plan[ServerPlan.Many, RequestKind.Stream], plan[ServerPlan.Many, RequestKind.ModelStream]);
        session.Judge(Gate.AtLeast("server.stream.model-pace", PaceOf(stream), 0.75));
        session.Judge(Gate.AtMost(
            "server.stream.first-text-added-ms", stream.Tally.FirstTexts.Milliseconds(50) - model.Tally.FirstTexts.Milliseconds(50), 5));
    }

    // Beside what the connections could carry if nothing but the model took time.
    private static double PaceOf(Cell cell) => cell.Tally.PerSecond * WholeSystem.ModelLatency.TotalSeconds / cell.Load.Connections;

    private static string NameOf(RequestKind mix) => $"{mix}".ToLowerInvariant();
}
