using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Micro;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Pipelines;

internal sealed class PipelineArea : IBenchmarkArea
{
    private static readonly int[] Crowds = [1, 8, 64, 1024];

    public string Name => "pipeline";

    public string Question => "What does the Batcher cost an item beside a bare bounded channel with one reader, and what does it add while idle?";

    public async Task RunAsync(BenchmarkSession session)
    {
        MeasureRoundTrips(session);
        await MeasureLoadAsync(session);
        await MeasureIdleAsync(session);
        session.Save();
    }

    private static void MeasureRoundTrips(BenchmarkSession session)
    {
        BenchmarkSession.Say("Time and bytes of a round trip (BenchmarkDotNet) ...");
        var figures = MicroBenchmark.Run<PipelineRoundTrip>(session.IsQuick);
        var table = new MarkdownTable("callers", "bare channel, ns an item", "Batcher, ns an item", "ratio", "bare channel, B an item", "Batcher, B an item");
        foreach (var callers in Crowds)
        {
            var (bare, ours) = (Of(figures, nameof(PipelineRoundTrip.BareChannel), callers), Of(figures, nameof(PipelineRoundTrip.Batcher), callers));
            table.Add(
                $"{callers:N0}", $"{bare.Nanoseconds:N0}", $"{ours.Nanoseconds:N0}", $"{ours.Nanoseconds / bare.Nanoseconds:0.00}", $"{bare.Bytes:N0}", $"{ours.Bytes:N0}");
        }

        session.Keep("Round trips (BenchmarkDotNet, one peer after the other)", table);
    }

    private static MicroFigures Of(IEnumerable<MicroFigures> figures, string method, int callers) =>
        figures.Single(figure => string.Equals(figure.Method, method, StringComparison.Ordinal) && callers.Equals(figure.Parameters[nameof(PipelineRoundTrip.Callers)]));

    private static async Task MeasureLoadAsync(BenchmarkSession session)
    {
        BenchmarkSession.Say("Callers in a closed loop ...");
        var table = new MarkdownTable("callers", "peer", "items/s", "p50 µs", "p95 µs", "p99 µs", "B an item");
        var costs = new List<(double Bare, double Ours)>();
        foreach (var callers in Crowds)
        {
            var bare = new BareChannel();
            var pipeline = Echo.Pipeline();
            var both = await Loop(session, callers).CompareAsync(
                Rounds(session),
                new Peer("bare channel", async () => await bare.EnqueueAsync(1)),
                new Peer("Batcher", async () => await pipeline.EnqueueAsync(1, CancellationToken.None)));
            await pipeline.DisposeAsync();
            costs.Add((both[0].Cost, both[1].Cost));
            AddRow(table, $"{callers:N0}", "bare channel", both[0]);
            AddRow(table, $"{callers:N0}", "Batcher", both[1]);
            session.Judge(Gate.AtMost($"pipeline.cost.callers-{callers}", both[1].Cost / both[0].Cost, 3));
        }

        session.Keep("Callers in a closed loop (peers in turns, medians over rounds)", table);
        var plot = new GroupedBars("Cost of an item through the pipeline", "µs", [.. Crowds.Select(callers => callers == 1 ? "a lone caller" : $"{callers:N0} callers")]);
        plot.Add("bare channel", costs.Select(cost => cost.Bare));
        plot.Add("Batcher", costs.Select(cost => cost.Ours));
        session.Keep(plot, "cost");
    }

    private static async Task MeasureIdleAsync(BenchmarkSession session)
    {
        BenchmarkSession.Say("A lone caller whose work takes a millisecond ...");
        await using var work = new SteadyWork();
        var both = await Loop(session, 1).CompareAsync(
            Rounds(session), new Peer("directly", SteadyWork.DirectlyAsync), new Peer("through the pipeline", work.ThroughThePipelineAsync));
        var table = new MarkdownTable("lone caller, work of 1 ms", "p50 µs", "p95 µs", "p99 µs");
        table.Add("directly", $"{both[0].P50:N1}", $"{both[0].P95:N1}", $"{both[0].P99:N1}");
        table.Add("through the pipeline", $"{both[1].P50:N1}", $"{both[1].P95:N1}", $"{both[1].P99:N1}");
        session.Keep("An idle pipeline", table);
        session.Judge(Gate.AtMost("pipeline.idle", both[1].P50 / both[0].P50, 1.02));
    }

    private static ClosedLoop Loop(BenchmarkSession session, int callers) =>
        new(callers, TimeSpan.FromMilliseconds(session.IsQuick ? 300 : 1_000), session.TimeProvider);

    private static int Rounds(BenchmarkSession session) => session.IsQuick ? 3 : 7;

    private static void AddRow(MarkdownTable table, string callers, string peer, LoadFigures figures) => table.Add(
        callers, peer, $"{figures.PerSecond:N0}", $"{figures.P50:N1}", $"{figures.P95:N1}", $"{figures.P99:N1}", $"{figures.BytesPerOperation:N0}");
}
