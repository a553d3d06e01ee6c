using Paracle.Torture;
using Paracle.Torture.WriteBehind;

namespace Paracle.Integration.Tests.Torture;

/// <summary>The shortest run of the area <c>write-behind</c>: each of two workers is killed three times at least.</summary>
[Collection(nameof(PipelineTortureTests))]
public sealed class WriteBehindTortureTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Torture_WriteBehind_KeepsEveryPromise()
    {
        using var output = new StringWriter();
        var isKept = await new TortureRun(new WriteBehindTorture(), seed: 1, TimeSpan.FromSeconds(1), output).RunAsync(TestContext.Current.CancellationToken);
        isKept.ShouldBeTrue(output.ToString());
        var counts = output.ToString().TrimEnd().Split('\n')[^1];
        counts.ShouldStartWith("""{"area":"write-behind","seed":1,"broken":0,"unobserved":0""");
        counts.ShouldContain("\"injected.worker.kills\":");
    }
}
