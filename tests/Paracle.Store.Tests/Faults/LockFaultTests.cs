using Paracle.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>Somebody else holds what the store needs: what may pass is tried again, what takes too long is told, and nobody else waits for it.</summary>
[Trait("Category", "Slow")]
public sealed class LockFaultTests(FaultCluster cluster) : IClassFixture<FaultCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_IsTheVictimOfADeadlock_TriedAgainAndDoneOnce()
    {
        // The server looks for a deadlock once, a second after a wait began: the store is its victim, because the rival waits already when the store's last wait
        // begins. The store may be back before the rival wakes, and then there is another one.
        await using var store = await StartAsync(configure: options => options.RetryTimeout = Waiting.Limit);
        var queue = store.Get<IDurableQueue>();
        QueueMessage[] messages = [Samples.Message(queue: "first"), Samples.Message(queue: "gate"), Samples.Message(queue: "second")]; // in the order of their locks
        await queue.AppendAsync(messages, Token);
        await using var gate = await cluster.HoldAsync("SELECT FROM paracle.queues WHERE name = 'gate' FOR UPDATE");
        await using var rival = await cluster.HoldAsync("SET LOCAL deadlock_timeout = '10min'; SELECT FROM paracle.queues WHERE name = 'second' FOR UPDATE");
        var appending = queue.AppendAsync([.. messages.Select(message => message with { IdempotencyKey = "again" })], Token).AsTask();
        await cluster.WaitUntilBlockedAsync(1);
        var rivalry = FaultCluster.ExecuteAsync(rival, "SELECT FROM paracle.queues WHERE name = 'first' FOR UPDATE; COMMIT"); // gets it once the store has given way
        await cluster.WaitUntilBlockedAsync(2);
        await FaultCluster.ExecuteAsync(gate, "COMMIT");
        await rivalry;
        await appending.WaitAsync(Waiting.Limit, TimeProvider.System, Token);
        await Waiting.UntilAsync(async () => await cluster.Postgres.QueryAsync("SELECT deadlocks > 0 FROM pg_stat_database WHERE datname = current_database()") == "t");
        (await queue.GetDepthAsync("first", Token)).Waiting.ShouldBe(2);
        (await queue.GetDepthAsync("second", Token)).Waiting.ShouldBe(2);
    }

    [Fact]
    public async Task Append_CannotBeSerialized_TriedAgainAndDoneOnce()
    {
        await using var store = await StartAsync("-c default_transaction_isolation=serializable");
        var queue = store.Get<IDurableQueue>();
        await queue.AppendAsync([Samples.Message(queue: "serial")], Token);
        await using var rival = await cluster.HoldAsync("UPDATE paracle.queues SET items = items WHERE name = 'serial'");
        var appending = queue.AppendAsync([Samples.Message(queue: "serial")], Token).AsTask();
        await cluster.WaitUntilBlockedAsync(1);
        await FaultCluster.ExecuteAsync(rival, "COMMIT"); // the row that the store waits for is another now: 40001
        await appending.WaitAsync(Waiting.Limit, TimeProvider.System, Token);
        (await queue.GetDepthAsync("serial", Token)).Waiting.ShouldBe(2);
    }

    [Fact]
    public async Task Write_ServerCancelsIt_ToldAndOthersGoOn()
    {
        await using var store = await StartAsync();
        await using (await cluster.HoldAsync("LOCK TABLE paracle.agents IN EXCLUSIVE MODE"))
        {
            var saving = store.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = "late" }, null, Token).AsTask();
            await cluster.WaitUntilBlockedAsync(1);
            await FaultStore.WriteAsync(store);
            await cluster.Postgres.QueryAsync("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
            (await Should.ThrowAsync<UnavailableException>(() => saving)).Message.ShouldContain("statement_timeout");
        }

        (await store.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = "late" }, null, Token)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Pool_IsExhausted_ToldWithinTheLimitAndGoesOnOnceConnectionsAreFree()
    {
        await using var store = await StartAsync(configure: options =>
            (options.MaxPoolSize, options.PoolWaitTimeout) = (3, TimeSpan.FromSeconds(1)));
        await using var neighbour = await StartAsync();
        var agents = store.Get<IAgentStore>();
        Task[] callers;
        await using (await cluster.HoldAsync("LOCK TABLE paracle.agents IN ACCESS EXCLUSIVE MODE"))
        {
            callers = [.. Enumerable.Range(0, 30).Select(i => agents.SaveAsync(TenantId.Default, new AgentSpec { Name = $"pooled-{i}" }, null, Token).AsTask())];
            await Waiting.UntilAsync(() => callers.Any(caller => caller.IsFaulted));
            await FaultStore.WriteAsync(neighbour);
        }

        await Waiting.UntilAsync(() => callers.All(caller => caller.IsCompleted));
        callers.ShouldContain(caller => caller.IsCompletedSuccessfully);
        foreach (var caller in callers.Where(caller => !caller.IsCompletedSuccessfully))
        {
            (await Should.ThrowAsync<UnavailableException>(() => caller)).Message.ShouldContain("MaxPoolSize");
        }

        await agents.SaveAsync(TenantId.Default, new AgentSpec { Name = "after" }, null, Token);
    }

    private Task<TestStore> StartAsync(string? sessionOptions = null, Action<PostgresStoreOptions>? configure = null) =>
        FaultStore.StartAsync(cluster.Postgres.ConnectionString + (sessionOptions is null ? "" : $";Options={sessionOptions}"), configure);
}
