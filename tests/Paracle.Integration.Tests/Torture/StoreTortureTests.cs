using Paracle.Torture;
using Paracle.Torture.Stores;

namespace Paracle.Integration.Tests.Torture;

/// <summary>The shortest run of the area <c>store</c>: each kind of fault once. Alone, because its hosts are to write 500 times a second.</summary>
[Collection(nameof(PipelineTortureTests))]
public sealed class StoreTortureTests
{
    private static readonly string[] Faults = ["host.kills", "postgres.stops", "postgres.kills", "backends.ended", "line.cuts", "answers.lost"];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Torture_Store_KeepsEveryPromise()
    {
        using var output = new StringWriter();
        var isKept = await new TortureRun(new StoreTorture(pause: TimeSpan.FromSeconds(1)), seed: 1, TimeSpan.FromSeconds(10), output).RunAsync(TestContext.Current.CancellationToken);
        isKept.ShouldBeTrue(output.ToString());
        var counts = output.ToString().TrimEnd().Split('\n')[^1];
        counts.ShouldStartWith("""{"area":"store","seed":1,"broken":0,"unobserved":0""");
        Faults.ShouldAllBe(fault => counts.Contains($"\"injected.{fault}\":"), counts);
    }
}
