using Paracle.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>Listings come from a standby while there is one, and from the primary when there is none.</summary>
[Trait("Category", "Slow")]
public sealed class ReplicaTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_WithAReplica_IsReadThereAndFromThePrimaryWhenItIsAway()
    {
        await using var primary = await PostgresCluster.CreateAsync();
        await (await FaultStore.StartAsync(primary.ConnectionString)).DisposeAsync(); // the schema comes to be before the copy
        var standby = await primary.CreateStandbyAsync("second", isSynchronous: false);
        await using var store = await FaultStore.StartAsync(primary.ConnectionString, options => options.ReplicaConnectionString = standby.ConnectionString);
        await standby.QueryAsync("SELECT pg_wal_replay_pause()"); // what is written from here on is not there

        var execution = Samples.Execution();
        await store.Executions.WriteAsync(execution, Token);
        await store.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = "late" }, null, Token);
        (await ListAsync(store)).ShouldBeEmpty();
        (await store.Get<IAgentStore>().ListAsync(TenantId.Default, PageRequest.First, Token)).Items.ShouldBeEmpty();
        (await store.Executions.FindAsync(execution.Tenant, execution.Id, Token)).ShouldBe(execution, "a lookup sees what was committed before it");

        await standby.StopImmediatelyAsync();
        (await ListAsync(store)).ShouldBe([execution]);
        (await store.Get<IAgentStore>().ListAsync(TenantId.Default, PageRequest.First, Token)).Items.Count.ShouldBe(1);
    }

    private static async Task<IReadOnlyList<Execution>> ListAsync(TestStore store) =>
        (await store.Executions.ListAsync(TenantId.Default, ExecutionFilter.All, PageRequest.First, Token)).Items;
}
