using System.Net;
using System.Net.Sockets;
using Paracle.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>What stands between the store and its server dies, is cut, or swallows answers.</summary>
[Trait("Category", "Slow")]
public sealed class LineFaultTests(FaultCluster cluster) : IClassFixture<FaultCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PgBouncer_KilledUnderLoadAndBack_NothingAcknowledgedIsLost()
    {
        await using var bouncer = await cluster.Postgres.CreatePgBouncerAsync(("default_pool_size", "5"));
        await using var store = await FaultStore.StartAsync(bouncer.ConnectionString, options => options.Pooling = PostgresPooling.PgBouncerTransaction);
        await using var writers = new Writers(store, 16);
        for (var round = 0; round < 3; round++)
        {
            await writers.WaitForAsync(50);
            await bouncer.KillAsync();
            await writers.WaitForRefusalsAsync(1);
            await bouncer.StartAsync();
        }

        await writers.WaitForAsync(50);
        await writers.StopAsync();
        await FaultStore.ShouldHoldAsync(store, writers.Acknowledged);
    }

    [Fact]
    public async Task PgBouncer_LosesItsServer_CallersAreToldAndItMendsByItself()
    {
        await using var bouncer = await cluster.Postgres.CreatePgBouncerAsync(("default_pool_size", "5"), ("server_login_retry", "1"), ("query_wait_timeout", "2"));
        await using var store = await FaultStore.StartAsync(bouncer.ConnectionString, options => options.Pooling = PostgresPooling.PgBouncerTransaction);
        var before = await FaultStore.WriteAsync(store);
        await cluster.Postgres.StopImmediatelyAsync();
        await FaultStore.FailToWriteAsync(store);
        await cluster.Postgres.StartAsync();
        await FaultStore.ShouldHoldAsync(store, [before, await FaultStore.WriteOnceMendedAsync(store)]);
    }

    [Fact]
    public async Task Line_CutUnderLoadAgainAndAgain_NothingAcknowledgedIsLost()
    {
        await using var line = new TcpRelay(cluster.Postgres.Port);
        await using var store = await FaultStore.StartAsync(cluster.Postgres.ConnectionStringTo(line.Port));
        await using var writers = new Writers(store, 16);
        for (var round = 0; round < 5; round++)
        {
            await writers.WaitForAsync(50);
            line.Cut();
            await writers.WaitForRefusalsAsync(1);
            line.Mend();
        }

        await writers.WaitForAsync(50);
        await writers.StopAsync();
        await FaultStore.ShouldHoldAsync(store, writers.Acknowledged);
    }

    [Fact]
    public async Task Line_SwallowsTheAnswersOfCommits_EachWriteIsThereOnceAndAcknowledged()
    {
        await using var line = new TcpRelay(cluster.Postgres.Port);
        await using var store = await StartThroughAsync(line);
        await FaultStore.WriteAsync(store);
        var executions = Enumerable.Range(0, 50).Select(_ => Samples.Execution(target: "swallowed")).ToList();
        line.MuteFrom("INSERT");
        var writes = executions.Select(execution => store.Executions.WriteAsync(execution, Token).AsTask()).ToList();
        await Waiting.UntilAsync(async () => await cluster.Postgres.QueryAsync("SELECT count(*) > 0 FROM paracle.executions WHERE target = 'swallowed'") == "t");
        line.Reset();
        (await Task.WhenAll(writes).WaitAsync(Waiting.Limit, TimeProvider.System, Token)).ShouldAllBe(outcome => outcome == ExecutionWriteOutcome.Applied);
        await FaultStore.ShouldHoldAsync(store, executions);
    }

    [Fact]
    public async Task Line_SwallowsTheAnswerOfAnAppend_TriedAgainAndThereOnce()
    {
        await using var line = new TcpRelay(cluster.Postgres.Port);
        await using var store = await StartThroughAsync(line);
        await FaultStore.WriteAsync(store);
        line.MuteFrom("COMMIT");
        var appending = store.Get<IDurableQueue>().AppendAsync([Samples.Message(queue: "swallowed")], Token).AsTask();
        await Waiting.UntilAsync(async () => await cluster.Postgres.QueryAsync("SELECT 1 FROM paracle.queue_items WHERE queue = 'swallowed'") == "1");
        line.Reset();
        await appending.WaitAsync(Waiting.Limit, TimeProvider.System, Token);
        (await store.Get<IDurableQueue>().GetDepthAsync("swallowed", Token)).Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task Server_CrashesWhileAHostConnects_UnavailableAndNotTheSetUpsFault()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server);
        var error = await Should.ThrowAsync<UnavailableException>(() => FaultStore.StartAsync(
            cluster.Postgres.ConnectionStringTo(((IPEndPoint)server.LocalEndpoint).Port), options => options.RetryTimeout = TimeSpan.Zero));
        server.Stop();
        await answering;
        error.InnerException!.Message.ShouldStartWith("Additional unencrypted data");
    }

    // Maintenance goes another way: a statement of its own would silence the line before there is anything to lose.
    private Task<TestStore> StartThroughAsync(TcpRelay line) => FaultStore.StartAsync(
        cluster.Postgres.ConnectionStringTo(line.Port), options => options.MaintenanceConnectionString = cluster.Postgres.ConnectionString);

    // No TLS, and at once the beginning of a message: what a connection hears that is made while the server goes down.
    private static async Task AnswerAsync(TcpListener server)
    {
        try
        {
            while (true)
            {
                using var client = await server.AcceptSocketAsync();
                await client.ReceiveAsync(new byte[8]);
                await client.SendAsync("NN\0\0\0"u8.ToArray());
                await client.ReceiveAsync(new byte[8]); // until the driver has hung up
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // The listener was stopped: while it waited, or before it began to wait again.
        }
    }
}
