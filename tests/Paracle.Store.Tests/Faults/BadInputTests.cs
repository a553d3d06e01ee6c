using Paracle.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>Bad input is refused before any I/O: here by a store that was never started, and that could speak to nothing.</summary>
public sealed class BadInputTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private static readonly TenantId Tenant = TenantId.Default;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly QueueLane Lane = new("queue", 0, "owner", 1, DateTimeOffset.MaxValue);
    private static readonly Lease Held = new("lease", "owner", 1, DateTimeOffset.MaxValue);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnyPort_BadName_RefusedBeforeAnyIO() => await RefuseAllAsync(Texts.BadNames, store =>
    [
        ("agents.find", text => store.Get<IAgentStore>().FindAsync(Tenant, text!, Token).AsTask()),
        ("agents.lineage", text => store.Get<IAgentStore>().GetLineageAsync(Tenant, text!, Token).AsTask()),
        ("agents.save", text => store.Get<IAgentStore>().SaveAsync(Tenant, new AgentSpec { Name = text! }, null, Token).AsTask()),
        ("agents.delete", text => store.Get<IAgentStore>().DeleteAsync(Tenant, text!, null, Token).AsTask()),
        ("workflows.find", text => store.Get<IWorkflowStore>().FindAsync(Tenant, text!, Token).AsTask()),
        ("workflows.save", text => store.Get<IWorkflowStore>().SaveAsync(Tenant, Samples.Workflow(text!), null, Token).AsTask()),
        ("workflows.delete", text => store.Get<IWorkflowStore>().DeleteAsync(Tenant, text!, null, Token).AsTask()),
        ("executions.write", text => store.Executions.WriteAsync(Samples.Execution() with { Target = text! }, Token).AsTask()),
        ("queue.append", text => store.Get<IDurableQueue>().AppendAsync([Samples.Message(queue: text!)], Token).AsTask()),
        ("queue.lease", text => store.Get<IDurableQueue>().LeaseLaneAsync(text!, "owner", Minute, Token).AsTask()),
        ("queue.list_dead", text => store.Get<IDurableQueue>().ListDeadAsync(text!, PageRequest.First, Token).AsTask()),
        ("queue.revive", text => store.Get<IDurableQueue>().ReviveAsync(text!, 1, Token).AsTask()),
        ("queue.discard", text => store.Get<IDurableQueue>().DiscardAsync(text!, 1, Token).AsTask()),
        ("queue.depth", text => store.Get<IDurableQueue>().GetDepthAsync(text!, Token).AsTask()),
    ]);

    [Fact]
    public async Task AnyPort_BadKey_RefusedBeforeAnyIO() => await RefuseAllAsync(Texts.BadKeys, store =>
    [
        ("executions.write", text => store.Executions.WriteAsync(Samples.Execution() with { Subject = text! }, Token).AsTask()),
        ("grants.add", text => store.Get<IGrantStore>().AddAsync(GrantOf(text!), Token).AsTask()),
        ("grants.remove", text => store.Get<IGrantStore>().RemoveAsync(GrantOf(text!), Token).AsTask()),
        ("grants.get", text => store.Get<IGrantStore>().GetForSubjectAsync(Tenant, text!, Token).AsTask()),
        ("queue.append, key", text => store.Get<IDurableQueue>().AppendAsync([Samples.Message(text!)], Token).AsTask()),
        ("queue.append, effect", text => store.Get<IDurableQueue>().AppendAsync([Samples.Message() with { IdempotencyKey = text! }], Token).AsTask()),
        ("queue.append_with_execution", text => store.Get<IDurableQueue>().AppendAsync(Samples.Execution(), [Samples.Message(text!)], Token).AsTask()),
        ("queue.lease", text => store.Get<IDurableQueue>().LeaseLaneAsync("queue", text!, Minute, Token).AsTask()),
        ("leases.acquire, name", text => store.Get<IClusterLease>().TryAcquireAsync(text!, "owner", Minute, Token).AsTask()),
        ("leases.acquire, owner", text => store.Get<IClusterLease>().TryAcquireAsync("lease", text!, Minute, Token).AsTask()),
        ("budgets.get, scope", text => store.Get<IBudgetLedger>().GetAsync(new BudgetKey(Tenant, text!, "2026-01"), Token).AsTask()),
        ("budgets.get, period", text => store.Get<IBudgetLedger>().GetAsync(new BudgetKey(Tenant, "scope", text!), Token).AsTask()),
    ]);

    [Fact]
    public async Task AnyPort_BadDuration_RefusedBeforeAnyIO() => await RefuseAllAsync(Texts.BadDurations, store =>
    [
        ("queue.lease", duration => store.Get<IDurableQueue>().LeaseLaneAsync("queue", "owner", duration, Token).AsTask()),
        ("queue.renew", duration => store.Get<IDurableQueue>().RenewAsync(Lane, duration, Token).AsTask()),
        ("leases.acquire", duration => store.Get<IClusterLease>().TryAcquireAsync("lease", "owner", duration, Token).AsTask()),
        ("leases.renew", duration => store.Get<IClusterLease>().RenewAsync(Held, duration, Token).AsTask()),
        ("budgets.reserve", duration => store.Get<IBudgetLedger>().ReserveAsync(
            [new BudgetLimit(new BudgetKey(Tenant, "scope", "2026-01"), 1, null)], new BudgetAmount(1, 0), duration, Token).AsTask()),
    ]);

    [Fact]
    public async Task AnyListing_BadPage_RefusedBeforeAnyIO() => await RefuseAllAsync(
        [.. Texts.BadPageSizes.Select(size => new PageRequest(size)), .. Texts.BadCursors.Select(cursor => new PageRequest(10, cursor))],
        store =>
        [
            ("agents.list", page => store.Get<IAgentStore>().ListAsync(Tenant, page, Token).AsTask()),
            ("workflows.list", page => store.Get<IWorkflowStore>().ListAsync(Tenant, page, Token).AsTask()),
            ("executions.list", page => store.Executions.ListAsync(Tenant, ExecutionFilter.All, page, Token).AsTask()),
            ("queue.list_dead", page => store.Get<IDurableQueue>().ListDeadAsync("queue", page, Token).AsTask()),
        ]);

    [Fact]
    public async Task Executions_BadMember_RefusedBeforeAnyIO()
    {
        var sound = Samples.Execution();
        Execution[] broken =
        [
            sound with { Id = default }, sound with { Tenant = default }, sound with { Version = 0 }, sound with { Version = long.MinValue },
            sound with { State = (ExecutionState)99 }, sound with { Kind = (ExecutionKind)(-1) }, sound with { Input = "" }, sound with { Input = "a\0b" },
            sound with { Input = "a\uD800" }, sound with { Input = new string('i', ExecutionRules.MaxText + 1) }, sound with { Output = new string('o', ExecutionRules.MaxText + 1) },
            sound with { Output = "\uDC00" }, sound with { ErrorCode = new string('e', 129) }, sound with { ErrorMessage = new string('m', 4097) }, sound with { Host = "\0" },
            sound with { Usage = new TokenUsage(-1, 0) }, sound with { Usage = new TokenUsage(0, long.MinValue) }, sound with { Cost = -0.01m }, sound with { Cost = decimal.MaxValue },
        ];
        await RefuseAllAsync(broken, store =>
        [
            ("executions.write", execution => store.Executions.WriteAsync(execution, Token).AsTask()),
            ("queue.append_with_execution", execution => store.Get<IDurableQueue>().AppendAsync(execution, [Samples.Message()], Token).AsTask()),
        ]);
    }

    [Fact]
    public async Task Executions_BadRange_RefusedBeforeAnyIO()
    {
        var now = TimeProvider.System.GetUtcNow();
        await RefuseAllAsync<ExecutionFilter>(
            [
                new() { From = now, To = now }, new() { From = now, To = now.AddTicks(-1) }, new() { From = DateTimeOffset.MinValue }, new() { To = DateTimeOffset.MaxValue },
                new() { State = (ExecutionState)(-1) }, .. Texts.BadNames.OfType<string>().Select(name => new ExecutionFilter { Target = name }),
            ],
            store => [("executions.list", filter => store.Executions.ListAsync(Tenant, filter, PageRequest.First, Token).AsTask())]);
    }

    [Fact]
    public async Task Queue_BadLimit_RefusedBeforeAnyIO()
    {
        await RefuseAllAsync([int.MinValue, -1, 0, 1001, int.MaxValue], store => [("queue.read", count => store.Get<IDurableQueue>().ReadAsync(Lane, count, Token).AsTask())]);
        await RefuseAllAsync([0, 1001], store => [("queue.append", count => store.Get<IDurableQueue>().AppendAsync(Repeat(count), Token).AsTask())]);
        await RefuseAllAsync([1001], store => [("queue.complete", count => store.Get<IDurableQueue>().CompleteAsync(Lane, new long[count], Token).AsTask())]);
        await RefuseAllAsync([(1024 * 1024) + 1], store =>
            [("queue.append", bytes => store.Get<IDurableQueue>().AppendAsync([Samples.Message() with { Payload = new byte[bytes] }], Token).AsTask())]);
        await RefuseAllAsync([TimeSpan.FromTicks(-1), TimeSpan.MaxValue], store =>
            [("queue.retry", delay => store.Get<IDurableQueue>().RetryAsync(Lane, 1, delay, "why", Token).AsTask())]);
    }

    [Fact]
    public async Task Specs_BreakTheirRules_RefusedBeforeAnyIO()
    {
        await RefuseAllAsync([.. Specs.InvalidAgents.Select(agent => agent.Spec)], store => [("agents.save", spec => store.Get<IAgentStore>().SaveAsync(Tenant, spec, null, Token).AsTask())]);
        await RefuseAllAsync([.. Specs.InvalidWorkflows.Select(workflow => workflow.Spec)], store =>
            [("workflows.save", spec => store.Get<IWorkflowStore>().SaveAsync(Tenant, spec, null, Token).AsTask())]);
    }

    private static Grant GrantOf(string subject) => new(Tenant, subject, GrantAction.Run, GrantResource.Agent("writer"));

    private static QueueMessage[] Repeat(int count) => [.. Enumerable.Range(0, count).Select(_ => Samples.Message())];

    private async Task RefuseAllAsync<T>(IReadOnlyList<T> inputs, Func<TestStore, (string What, Func<T, Task> Call)[]> calls)
    {
        await using var store = TestStore.Create(schema);
        foreach (var (what, call) in calls(store))
        {
            for (var i = 0; i < inputs.Count; i++)
            {
                var error = await Record.ExceptionAsync(() => call(inputs[i]));
                error.ShouldBeOfType<InvalidInputException>($"{what} was given the bad input {i}, {Texts.Show(inputs[i]?.ToString())}");
            }
        }
    }
}
