using Paracle.Torture;
using Paracle.Torture.Caches;

namespace Paracle.Integration.Tests.Torture;

/// <summary>The shortest run of the area <c>cache</c>: a thousand schedules that race, and one for each kind of fault.</summary>
[Collection(nameof(PipelineTortureTests))]
public sealed class CacheTortureTests
{
    private static readonly string[] Faults = ["redis.kills", "redis.restores", "redis.freezes", "node.cuts", "node.mutes", "flushes"];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Torture_Cache_KeepsEveryPromise()
    {
        using var output = new StringWriter();
        var isKept = await new TortureRun(new CacheTorture(), seed: 1, TimeSpan.FromSeconds(1), output).RunAsync(TestContext.Current.CancellationToken);
        isKept.ShouldBeTrue(output.ToString());
        var counts = output.ToString().TrimEnd().Split('\n')[^1];
        counts.ShouldStartWith("""{"area":"cache","seed":1,"broken":0,"unobserved":0""");
        counts.ShouldContain("\"schedules\":1006,");
        Faults.ShouldAllBe(fault => counts.Contains($"\"injected.{fault}\":"), counts);
    }
}
