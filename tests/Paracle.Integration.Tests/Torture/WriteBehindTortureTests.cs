using Paracle.Torture;
using Paracle.Torture.WriteBehind;

namespace Paracle.Integration.Tests.Torture;

/// <summary>The shortest run of the area <c>write-behind</c>: six times a worker is killed.</summary>
[Collection(nameof(PipelineTortureTests))]
public sealed class WriteBehindTortureTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Torture_WriteBehind_KeepsEveryPromise()
    {
        using var output = new StringWriter();
        var isKept = await new TortureRun(new WriteBehindTorture(kills: 6), seed: 1, TimeSpan.FromSeconds(1), output).RunAsync(TestContext.Current.CancellationToken);
        isKept.ShouldBeTrue(output.ToString());
        var counts = output.ToString().TrimEnd().Split('\n')[^1];
        counts.ShouldStartWith("""{"area":"write-behind","seed":1,"broken":0,"unobserved":0""");
        counts.ShouldContain("\"injected.worker.kills\":");
    }
}
