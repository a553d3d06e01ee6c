using Paracle.Torture;
using Paracle.Torture.Pipelines;

namespace Paracle.Integration.Tests.Torture;

/// <summary>A few seconds of what <c>Paracle.Torture</c> can do for hours. Alone, because it watches the whole process.</summary>
[Collection(nameof(PipelineTortureTests))]
[CollectionDefinition(nameof(PipelineTortureTests), DisableParallelization = true)]
public sealed class PipelineTortureTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Torture_Pipeline_KeepsEveryPromise()
    {
        using var output = new StringWriter();
        var isKept = await new TortureRun(new PipelineTorture(), seed: 1, TimeSpan.FromSeconds(3), output).RunAsync(TestContext.Current.CancellationToken);
        isKept.ShouldBeTrue(output.ToString());
        output.ToString().TrimEnd().Split('\n')[^1].ShouldStartWith("""{"area":"pipeline","seed":1,"broken":0,"unobserved":0""");
    }

    [Fact]
    public async Task Torture_PromiseBroken_SaysSoAndFails()
    {
        using var output = new StringWriter();
        var isKept = await new TortureRun(new BrokenArea(), seed: 1, TimeSpan.FromSeconds(1), output).RunAsync(TestContext.Current.CancellationToken);
        isKept.ShouldBeFalse();
        output.ToString().ShouldContain("BROKEN: water is dry");
    }

    private sealed class BrokenArea : ITortureArea
    {
        public string Name => "broken";

        public string Promise => "water is dry";

        public Task RunAsync(int seed, Paracle.Testing.Pipelines.StormReport report, TextWriter output, CancellationToken cancellationToken)
        {
            report.Promise(isKept: false, Promise);
            return Task.CompletedTask;
        }
    }
}
