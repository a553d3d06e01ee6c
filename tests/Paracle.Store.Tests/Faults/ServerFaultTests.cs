using Npgsql;
using Paracle.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>The server stops, dies, loses its backends, takes no writes or no connections: callers are told, nothing acknowledged is lost, and it mends by itself.</summary>
[Trait("Category", "Slow")]
public sealed class ServerFaultTests(FaultCluster cluster) : IClassFixture<FaultCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_DiesAndComesBackWhileABatchIsUnderWay_EveryCallerHearsAndNothingIsLost(bool isKilled)
    {
        await using var store = await StartAsync();
        await using var held = await cluster.HoldAsync("LOCK TABLE paracle.executions IN EXCLUSIVE MODE");
        var executions = Enumerable.Range(0, 100).Select(_ => Samples.Execution()).ToList();
        var writes = executions.Select(execution => WriteUntilAcknowledgedAsync(store, execution)).ToList();
        await cluster.WaitUntilBlockedAsync(1);
        await (isKilled ? cluster.Postgres.KillAsync() : cluster.Postgres.StopImmediatelyAsync());
        await FaultStore.FailToWriteAsync(store);
        await cluster.Postgres.StartAsync();
        await Task.WhenAll(writes).WaitAsync(Waiting.Limit, TimeProvider.System, Token);
        await FaultStore.ShouldHoldAsync(store, executions);
    }

    [Fact]
    public async Task Server_StoppedUnderLoadAgainAndAgain_NothingAcknowledgedIsLost()
    {
        await using var store = await StartAsync();
        await using var writers = new Writers(store, 16);
        for (var round = 0; round < 3; round++)
        {
            await writers.WaitForAsync(100);
            await cluster.Postgres.StopImmediatelyAsync();
            await writers.WaitForRefusalsAsync(1);
            await cluster.Postgres.StartAsync();
        }

        await writers.WaitForAsync(100);
        await writers.StopAsync();
        await FaultStore.ShouldHoldAsync(store, writers.Acknowledged);
    }

    [Fact]
    public async Task Backends_TerminatedUnderLoad_NothingIsLost()
    {
        await using var store = await StartAsync();
        await using var writers = new Writers(store, 16);
        for (var round = 0; round < 10; round++)
        {
            await writers.WaitForAsync(50);
            await cluster.Postgres.QueryAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
        }

        await writers.WaitForAsync(50);
        await writers.StopAsync();
        await FaultStore.ShouldHoldAsync(store, writers.Acknowledged);
    }

    [Fact]
    public async Task Server_IsReadOnly_WritesAreRefusedReadsGoOnAndItMendsByItself()
    {
        await using var store = await StartAsync();
        var before = await FaultStore.WriteAsync(store);
        await cluster.Postgres.SetAsync("default_transaction_read_only", "on");
        try
        {
            // Sessions take the setting over a moment after the server was told.
            await Waiting.UntilAsync(async () => !await Race.SucceedsAsync<UnavailableException>(async () => await FaultStore.WriteAsync(store)));
            (await FaultStore.FailToWriteAsync(store)).Message.ShouldContain("read-only");
            (await store.Executions.FindAsync(before.Tenant, before.Id, Token)).ShouldBe(before);
        }
        finally
        {
            await cluster.Postgres.SetAsync("default_transaction_read_only", "off");
        }

        await FaultStore.ShouldHoldAsync(store, [before, await FaultStore.WriteOnceMendedAsync(store)]);
    }

    [Fact]
    public async Task Server_HasNoConnectionLeft_HostIsToldAndStartsOnceThereIsOne()
    {
        await using var running = await StartAsync();
        await FaultStore.WriteAsync(running); // has its connection
        var taken = new Stack<NpgsqlConnection>();
        try
        {
            while (await Race.SucceedsAsync<UnavailableException>(async () => taken.Push(await TakeConnectionAsync())))
            {
                taken.Count.ShouldBeLessThanOrEqualTo(FaultCluster.MaxConnections);
            }

            var error = await Should.ThrowAsync<UnavailableException>(StartAsync);
            error.Message.ShouldContain("max_connections");
            await FaultStore.WriteAsync(running); // a neighbour with a connection is unharmed
        }
        finally
        {
            foreach (var connection in taken)
            {
                await connection.DisposeAsync();
            }
        }

        await Waiting.UntilAsync(async () => await Race.SucceedsAsync<UnavailableException>(async () => await (await StartAsync()).DisposeAsync()));
    }

    private async Task<NpgsqlConnection> TakeConnectionAsync()
    {
        try
        {
            return await cluster.HoldAsync("SELECT 1");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            throw new UnavailableException("All are taken.", exception);
        }
    }

    private Task<TestStore> StartAsync() => FaultStore.StartAsync(cluster.Postgres.ConnectionString);

    private static Task WriteUntilAcknowledgedAsync(TestStore store, Execution execution) => Waiting.UntilAsync(async () =>
        await Race.SucceedsAsync<UnavailableException>(async () => await store.Executions.WriteAsync(execution, Token)));
}
