using Paracle.Torture;
using Paracle.Torture.Llm;

namespace Paracle.Integration.Tests.Torture;

/// <summary>A few seconds of the area <c>llm</c>: the first round goes on until every kind of fault has come up.</summary>
[Collection(nameof(PipelineTortureTests))]
public sealed class LlmTortureTests
{
    private static readonly string[] Faults =
        ["bursts", "closes", "cuts", "days", "drops", "ends", "errors", "limits", "lines", "malformed", "pings", "silences", "slow", "stalls", "statuses"];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Torture_Llm_KeepsEveryPromise()
    {
        using var output = new StringWriter();
        var isKept = await new TortureRun(new LlmTorture(), seed: 1, TimeSpan.FromSeconds(5), output).RunAsync(TestContext.Current.CancellationToken);
        isKept.ShouldBeTrue(output.ToString());
        var counts = output.ToString().TrimEnd().Split('\n')[^1];
        counts.ShouldStartWith("""{"area":"llm","seed":1,"broken":0,"unobserved":0""");
        counts.ShouldContain("\"rounds.http2\":");
        Faults.ShouldAllBe(fault => counts.Contains($"\"injected.{fault}\":"), counts);
    }
}
