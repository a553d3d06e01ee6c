using Paracle.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>The store's tables lie on a small disk, which fills up. The server's log lies elsewhere: a server without room for its log stops.</summary>
[Trait("Category", "Slow")]
public sealed class DiskFullTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disk_IsFull_WritesAreRefusedReadsGoOnAndItMendsByItself()
    {
        await using var disk = await SmallDisk.CreateAsync(megabytes: 16);
        await using var cluster = await PostgresCluster.CreateAsync();
        await cluster.QueryAsync($"CREATE TABLESPACE small LOCATION '{disk.Folder}'");
        await cluster.QueryAsync("ALTER DATABASE postgres SET default_tablespace = 'small'");
        await using var store = await FaultStore.StartAsync(cluster.ConnectionString);
        List<Execution> acknowledged = [await FaultStore.WriteAsync(store)];
        disk.Fill();

        var error = await Should.ThrowAsync<UnavailableException>(async () =>
        {
            // Room is left in the pages that exist: how much is the server's business, but it ends.
            for (var i = 0; i < 1_000; i++)
            {
                acknowledged.Add(await FaultStore.WriteAsync(store));
            }
        });

        error.Message.ShouldContain("disk is full");
        (await store.Executions.FindAsync(TenantId.Default, acknowledged[0].Id, Token)).ShouldBe(acknowledged[0]);
        disk.Free();
        acknowledged.Add(await FaultStore.WriteOnceMendedAsync(store));
        await FaultStore.ShouldHoldAsync(store, acknowledged);
    }
}
