using Paracle.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>The primary dies under load, and its synchronous standby takes over.</summary>
[Trait("Category", "Slow")]
public sealed class FailoverTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Failover_PrimaryStoppedUnderLoad_NothingLostNothingTwiceAndGoesOnAtTheStandby()
    {
        await using var primary = await PostgresCluster.CreateAsync(("synchronous_commit", "on"));
        await using var store = await FaultStore.StartAsync(primary.ConnectionString); // the schema comes to be before the copy
        var standby = await primary.CreateStandbyAsync("second", isSynchronous: true);
        await using var both = await FaultStore.StartAsync(primary.ConnectionStringWith(standby));
        await using var writers = new Writers(both, 16);
        await writers.WaitForAsync(200);
        await primary.StopImmediatelyAsync();
        await writers.WaitForRefusalsAsync(1);

        await standby.PromoteAsync();
        var promoted = TimeProvider.System.GetTimestamp();
        await writers.WaitForAsync(1);
        var recovery = TimeProvider.System.GetElapsedTime(promoted);
        await writers.WaitForAsync(200);
        await writers.StopAsync();

        await FaultStore.ShouldHoldAsync(both, writers.Acknowledged);
        output.WriteLine($"Writes went on {recovery.TotalSeconds:0.00} s after the promotion; the goal is 5 s. {writers.Acknowledged.Count} were acknowledged, {writers.Refusals.Count} calls refused.");
    }
}
