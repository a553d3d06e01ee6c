using System.Diagnostics;

namespace Paracle.Abstractions.Tests.Pipelines;

public sealed class BatcherContextTests : PipelineTest
{
    private static readonly AsyncLocal<string?> Ambient = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Loop_StartedByACallerWithATrace_CarriesNeitherItsTraceNorItsAmbientState(int concurrent)
    {
        var seen = new List<(string? Ambient, Activity? Activity)>();
        var pipeline = new Batcher<int, string>(
            "test.pipeline",
            (batch, _) =>
            {
                seen.Add((Ambient.Value, Activity.Current));
                batch.SetResult(0, "done");
                return Task.CompletedTask;
            },
            new() { MaxConcurrentFlushes = concurrent },
            Time);
        Ambient.Value = "the first caller's";
        using var activity = new Activity("the first caller's").Start();
        await Within(Enqueue(pipeline, 1));
        await Within(Enqueue(pipeline, 2));
        seen.ShouldBe([(null, null), (null, null)]);
        (Ambient.Value, Activity.Current).ShouldBe(("the first caller's", activity));
    }

    [Fact]
    public async Task Loop_StartedWhereFlowIsSuppressed_Starts()
    {
        var pipeline = Pipeline();
        Task<string> result;
        using (ExecutionContext.SuppressFlow())
        {
            result = Enqueue(pipeline, 1);
        }

        (await Flush.NextAsync()).Complete();
        (await Within(result)).ShouldBe("result of 1");
    }
}
