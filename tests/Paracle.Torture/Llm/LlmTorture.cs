using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Llm;

/// <summary>A host asks a model server that fails in every way it can, for callers who may leave; round after round, each with a new host, in turns over HTTP/2 and HTTP/1.1.</summary>
internal sealed class LlmTorture : ITortureArea
{
    private const int ScenesAtATime = 32;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    public string Name => "llm";

    public string Promise => "every call ends, none with another's answer or a part of one; nothing is sent more often than the policy says, and nothing is left behind";

    public async Task RunAsync(int seed, StormReport report, TextWriter output, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var longest = TimeSpan.Zero;
        do
        {
            var (roundSeed, broken) = (random.Next(), report["broken"]);
            await using var stage = await LlmStage.OpenAsync(roundSeed, isSecure: report["rounds"] % 2 == 0, report);
            await PlayAsync(stage, report, roundSeed, cancellationToken);
            await new LlmVerdict(stage, report).JudgeAllAsync();
            await stage.StopAsync();
            longest = stage.LongestCall > longest ? stage.LongestCall : longest;
            report.Count("server.aborted", stage.Server.Counters.Current.Aborted);
            report.Count("rounds");
            if (report["broken"] > broken)
            {
                await output.WriteLineAsync($"broken in round {report["rounds"]}, whose own seed is {roundSeed}");
            }
        }
        while (!cancellationToken.IsCancellationRequested);

        await output.WriteLineAsync(
            $"{report["calls"]:N0} calls, {report["ended.answered"]:N0} answered, in {report["rounds"]:N0} rounds; the longest took {longest.TotalSeconds:0.0} s; "
            + $"{report["exchanges.late"]:N0} requests lived on for more than a second");
    }

    private static async Task PlayAsync(LlmStage stage, StormReport report, int seed, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(Round);
        var scenes = new LlmScenes(stage, report);
        await Task.WhenAll(Enumerable.Range(0, ScenesAtATime).Select(lane => Task.Run(
            async () =>
            {
                var random = new Random(unchecked((seed * ScenesAtATime) + lane));
                while (!over.IsCancellationRequested || report["requests"] < LlmModel.AllKinds)
                {
                    await scenes.PlayAsync(random);
                }
            },
            CancellationToken.None)));
    }
}
