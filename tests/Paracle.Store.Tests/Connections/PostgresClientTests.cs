using Paracle.Testing;

namespace Paracle.Store.Tests;

/// <summary>What calls do when backends die, lines break and answers stay away.</summary>
public sealed class PostgresClientTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private readonly string _application = $"test-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task AnyCall_EveryPooledBackendWasTerminated_GoesOn(Route route)
    {
        await using var store = await StartAsync(route);
        for (var round = 0; round < 3; round++)
        {
            await Race.RunAsync(10, async _ => await store.Executions.WriteAsync(Samples.Execution(), Token)); // fills the pool
            (await Sql.QueryAsync(
                $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND (application_name = '{_application}' OR query LIKE '%{schema.Name}%')"))
                .ShouldNotBeEmpty();
            (await store.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = $"agent-{route}-{round}" }, 0, Token)).Version.ShouldBe(1);
            await Race.RunAsync(10, async _ => await store.Executions.WriteAsync(Samples.Execution(), Token));
        }
    }

    [Fact]
    public async Task Transact_BackendDiesInTheWork_TriedAgainAndDoneOnce()
    {
        await using var store = await StartAsync();
        await using var killer = await BackendKiller.CreateAsync(schema, "agents", atCommit: false, kills: 2);
        (await store.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = "survivor" }, null, Token)).Version.ShouldBe(1);
        (await killer.CountAsync()).ShouldBe(3);
    }

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task AnyWorkInALane_BackendDiesInIt_TriedAgainAndDoneOnce(Route route)
    {
        await using var store = await StartAsync(route);
        var queue = store.Get<IDurableQueue>();
        var name = $"lane-{route}";
        await queue.AppendAsync([Samples.Message("a", name), Samples.Message("b", name)], Token);
        var (owner, duration) = ("worker", TimeSpan.FromMinutes(5));
        QueueLane lane;
        await using (await BackendKiller.CreateAsync(schema, "queue_lanes", atCommit: false, kills: 1, "UPDATE"))
        {
            lane = (await queue.LeaseLaneAsync(name, owner, duration, Token)).ShouldNotBeNull();
        }

        var item = (await queue.ReadAsync(lane, 1, Token)).Single();
        await using (await BackendKiller.CreateAsync(schema, "queue_items", atCommit: false, kills: 1, "UPDATE"))
        {
            await queue.RetryAsync(lane, item.Id, TimeSpan.Zero, "no", Token);
        }

        (await queue.ReadAsync(lane, 1, Token)).Single().Attempts.ShouldBe(1);
        await using (await BackendKiller.CreateAsync(schema, "queue_items", atCommit: false, kills: 1, "UPDATE"))
        {
            await queue.DeadLetterAsync(lane, item.Id, "no", Token);
        }

        (await queue.ListDeadAsync(name, PageRequest.First, Token)).Items.Single().Attempts.ShouldBe(2);
        await using (await BackendKiller.CreateAsync(schema, "queues", atCommit: false, kills: 1, "UPDATE"))
        {
            (await queue.DiscardAsync(name, item.Id, Token)).ShouldBeTrue();
        }

        (await queue.GetDepthAsync(name, Token)).ShouldSatisfyAllConditions(depth => depth.Dead.ShouldBe(0), depth => depth.Waiting.ShouldBe(1));
    }

    [Fact]
    public async Task Transact_BackendDiesInTheWorkAgainAndAgain_TypedErrorAndNothingStored()
    {
        await using var store = await StartAsync(configure: options => options.RetryTimeout = TimeSpan.FromSeconds(1));
        await using var killer = await BackendKiller.CreateAsync(schema, "queue_items", atCommit: false, kills: 100);
        var execution = Samples.Execution();
        await Should.ThrowAsync<UnavailableException>(async () => await store.Get<IDurableQueue>().AppendAsync(execution, [Samples.Message()], Token));
        (await killer.CountAsync()).ShouldBeInRange(2, 20);
        (await store.Executions.FindAsync(execution.Tenant, execution.Id, Token)).ShouldBeNull();
        (await store.Get<IDurableQueue>().GetDepthAsync(Samples.Message().Queue, Token)).Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Transact_BackendDiesInTheCommit_NotRepeatedUnlessItIsSafe()
    {
        await using var store = await StartAsync();
        await using (var killer = await BackendKiller.CreateAsync(schema, "workflows", atCommit: true, kills: 1))
        {
            await Should.ThrowAsync<UnavailableException>(async () => await store.Get<IWorkflowStore>().SaveAsync(TenantId.Default, Samples.Workflow("once"), null, Token));
            (await killer.CountAsync()).ShouldBe(1);
        }

        await using (var killer = await BackendKiller.CreateAsync(schema, "queue_items", atCommit: true, kills: 1))
        {
            await store.Get<IDurableQueue>().AppendAsync([Samples.Message(queue: "commits")], Token);
            (await killer.CountAsync()).ShouldBe(2);
            (await store.Get<IDurableQueue>().GetDepthAsync("commits", Token)).Waiting.ShouldBe(1);
        }
    }

    [Fact]
    public async Task AnyCall_LineIsCut_TypedErrorThenGoesOnOnceMended()
    {
        await using var relay = PostgresRelay.Start();
        await using var store = await StartAsync(configure: options => (options.ConnectionString, options.RetryTimeout) = (PostgresRelay.Through(relay), TimeSpan.FromSeconds(1)));
        var execution = Samples.Execution();
        await store.Executions.WriteAsync(execution, Token);
        relay.Cut();
        (await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.FindAsync(execution.Tenant, execution.Id, Token)))
            .Message.ShouldContain("executions.find");
        await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.WriteAsync(Samples.Execution(), Token));
        relay.Mend();
        (await store.Executions.FindAsync(execution.Tenant, execution.Id, Token)).ShouldBe(execution);
    }

    [Fact]
    public async Task Write_AcknowledgementIsLost_SentAgainAndApplied()
    {
        await using var relay = PostgresRelay.Start();
        await using var store = await StartThroughAsync(relay);
        await store.Executions.ListAsync(TenantId.Default, ExecutionFilter.All, PageRequest.First, Token); // a connection in the pool
        var execution = Samples.Execution() with { Cost = 0.10m, Host = "host" };
        relay.MuteFrom("INSERT");
        var writing = store.Executions.WriteAsync(execution, Token).AsTask();
        await WaitForRowAsync($"SELECT 1 FROM {schema.Name}.executions WHERE id = '{execution.Id}'");
        relay.Reset();
        (await writing).ShouldBe(ExecutionWriteOutcome.Applied);
        (await store.Executions.WriteAsync(execution, Token)).ShouldBe(ExecutionWriteOutcome.Superseded);
    }

    [Fact]
    public async Task Transact_AcknowledgementOfTheCommitIsLost_TypedErrorAndDoneOnce()
    {
        await using var relay = PostgresRelay.Start();
        await using var store = await StartThroughAsync(relay);
        relay.MuteFrom("COMMIT");
        var saving = store.Get<IWorkflowStore>().SaveAsync(TenantId.Default, Samples.Workflow("lost"), null, Token).AsTask();
        await WaitForRowAsync($"SELECT 1 FROM {schema.Name}.workflows WHERE name = 'lost'");
        relay.Reset();
        (await Should.ThrowAsync<UnavailableException>(() => saving)).Message.ShouldContain("workflows.save");
        (await store.Get<IWorkflowStore>().FindAsync(TenantId.Default, "lost", Token))!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task AnyCall_PoolIsExhausted_NamesTheSettings()
    {
        await using var store = await StartAsync(configure: options => (options.MaxPoolSize, options.PoolWaitTimeout) = (1, TimeSpan.FromMilliseconds(100)));
        await using var held = await HeldLock.TakeAsync($"LOCK TABLE {schema.Name}.agents IN EXCLUSIVE MODE");
        var waiting = store.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = "waiting" }, null, Token);
        var error = await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.ListAsync(TenantId.Default, ExecutionFilter.All, PageRequest.First, Token));
        error.Message.ShouldContain("MaxPoolSize");
        await held.DisposeAsync();
        (await waiting).Value.Name.ShouldBe("waiting");
    }

    [Fact]
    public async Task AnyCall_StatementTakesTooLong_NamesTheTimeout()
    {
        await (await StartAsync()).DisposeAsync(); // the schema comes to be without that limit
        await using var store = await StartAsync(configure: options => options.CommandTimeout = TimeSpan.FromSeconds(3));
        await using var held = await HeldLock.TakeAsync($"LOCK TABLE {schema.Name}.agents IN EXCLUSIVE MODE");
        var error = await Should.ThrowAsync<UnavailableException>(
            async () => await store.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = "late" }, null, Token));
        error.Message.ShouldContain("CommandTimeout");
    }

    [Fact]
    public async Task Migration_TakesTooLong_NamesItsOwnTimeout()
    {
        await (await StartAsync()).DisposeAsync(); // the schema comes to be without that limit
        await using var store = TestStore.Create(schema, configure: options => options.MigrationTimeout = TimeSpan.FromSeconds(1));
        await using var held = await HeldLock.TakeAsync($"LOCK TABLE {schema.Name}.migrations IN ACCESS EXCLUSIVE MODE");
        var error = await Should.ThrowAsync<UnavailableException>(() => store.Get<IPostgresMigrations>().GetStatusAsync(Token));
        error.Message.ShouldContain("MigrationTimeout");
    }

    [Fact]
    public async Task AnyCall_CancelledWhileItWaits_EndsAndGivesItsConnectionBack()
    {
        await using var store = await StartAsync(configure: options => options.MaxPoolSize = 1);
        await using var held = await HeldLock.TakeAsync($"LOCK TABLE {schema.Name}.agents IN EXCLUSIVE MODE");
        using var cancellation = new CancellationTokenSource();
        var waiting = store.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = "cancelled" }, null, cancellation.Token).AsTask();
        await WaitUntilBlockedAsync();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        await store.Executions.ListAsync(TenantId.Default, ExecutionFilter.All, PageRequest.First, Token);
    }

    private Task WaitUntilBlockedAsync() =>
        WaitForRowAsync($"SELECT 1 FROM pg_stat_activity WHERE application_name = '{_application}' AND wait_event_type = 'Lock'");

    private static Task WaitForRowAsync(string sql) => Waiting.UntilAsync(async () => (await Sql.QueryAsync(sql)).Count > 0);

    // Maintenance goes another way: a statement of its own would silence the line before there is anything to lose.
    private Task<TestStore> StartThroughAsync(TcpRelay relay) => StartAsync(configure: options =>
        (options.MaintenanceConnectionString, options.ConnectionString) = (options.ConnectionString, PostgresRelay.Through(relay)));

    private Task<TestStore> StartAsync(Route route = Route.Direct, Action<PostgresStoreOptions>? configure = null) => TestStore.StartAsync(schema, route, options =>
    {
        configure?.Invoke(options);
        options.ConnectionString += $";Application Name={_application}";
    });
}
