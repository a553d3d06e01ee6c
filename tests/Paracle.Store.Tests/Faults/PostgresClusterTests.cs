using Paracle.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>The server that faults are tried on does what the tests of faults take for granted.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresClusterTests
{
    [Fact]
    public async Task Cluster_KilledAndStopped_ComesBackOnItsPortWithWhatWasCommitted()
    {
        await using var cluster = await PostgresCluster.CreateAsync(("max_connections", "17"));
        (await cluster.QueryAsync("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1); SHOW max_connections")).ShouldBe("17");
        await cluster.KillAsync();
        cluster.IsRunning.ShouldBeFalse();
        await cluster.StartAsync();
        await cluster.StopImmediatelyAsync();
        cluster.IsRunning.ShouldBeFalse();
        await cluster.StartAsync();
        (await Sql.QueryAsync("SELECT id FROM kept", cluster.ConnectionString)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Standby_Promoted_HasWhatWasCommittedAndTakesWrites()
    {
        await using var primary = await PostgresCluster.CreateAsync();
        var standby = await primary.CreateStandbyAsync("second", isSynchronous: true);
        await primary.QueryAsync("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");
        (await standby.QueryAsync("SELECT pg_is_in_recovery()")).ShouldBe("t");
        await primary.StopImmediatelyAsync();
        await standby.PromoteAsync();
        (await standby.QueryAsync("INSERT INTO kept VALUES (2) RETURNING (SELECT count(*) FROM kept)")).ShouldBe("1");
    }

    [Fact]
    public async Task PgBouncer_Killed_ComesBackOnItsPort()
    {
        await using var cluster = await PostgresCluster.CreateAsync();
        await using var bouncer = await cluster.CreatePgBouncerAsync(("default_pool_size", "3"));
        (await Sql.QueryAsync("SELECT 1", bouncer.ConnectionString)).ShouldBe(["1"]);
        await bouncer.KillAsync();
        await bouncer.StartAsync();
        (await Sql.QueryAsync("SELECT 1", bouncer.ConnectionString)).ShouldBe(["1"]);
    }
}
