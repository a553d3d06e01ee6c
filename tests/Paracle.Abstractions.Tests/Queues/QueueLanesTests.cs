using CsCheck;

namespace Paracle.Abstractions.Tests.Queues;

public sealed class QueueLanesTests
{
    // Items of a journal on disk stay on the lane they were appended to: a changed hash would break their order.
    [Theory]
    [InlineData("default", "a", 16, 9)]
    [InlineData("default", "order-42", 16, 6)]
    [InlineData("acme", "é", 256, 254)]
    public void LaneOf_KnownKeys_NeverChanges(string tenant, string key, int lanes, int lane) =>
        QueueLanes.LaneOf(new TenantId(tenant), key, lanes).ShouldBe(lane);

    [Fact]
    public void LaneOf_AnyKey_WithinTheLanes() => Gen.Select(Gen.String, Gen.Int[1, 256]).Sample(
        (key, lanes) => QueueLanes.LaneOf(TenantId.Default, key, lanes) is var lane && lane >= 0 && lane < lanes);

    [Fact]
    public void LaneOf_ManyKeys_SpreadsThem()
    {
        var counts = Enumerable.Range(0, 16_000).CountBy(i => QueueLanes.LaneOf(TenantId.Default, $"key-{i}", 16)).Select(lane => lane.Value);
        counts.ShouldAllBe(count => count > 800 && count < 1200);
    }

    [Fact]
    public void LaneOf_NoTenantOrLanes_Throws()
    {
        Should.Throw<InvalidInputException>(() => QueueLanes.LaneOf(default, "a", 16));
        Should.Throw<ArgumentOutOfRangeException>(() => QueueLanes.LaneOf(TenantId.Default, "a", 0));
    }
}
