using CsCheck;
using Paracle.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>Names and keys made of what means something to SQL, driven through every port: each is refused, or is itself and nothing more.</summary>
[Trait("Category", "Slow")]
public sealed class HostileNameTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private const int Tries = 150;

    private static readonly TenantId Tenant = TenantId.Default;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly string[] Meaningful =
    [
        "'", "''", "\"", ";", "--", "/*", "*/", "\\", "\\'", "$1", "$$", "{schema}", "%", "_", "E'", "\u2019", "\uFF07", "\u02BC", "\0", "\n", "\uD800", "e\u0301", "😀",
        " DROP TABLE canary; --", "'; DROP TABLE canary; --", "') ON CONFLICT DO NOTHING; DROP TABLE canary; --", "\"; DROP SCHEMA paracle CASCADE; --", " OR 1=1 --", "Z.9-_",
    ];

    private static Gen<string> Fragment { get; } =
        Gen.OneOf(Gen.Int[0, Meaningful.Length - 1].Select(i => Meaningful[i]), Gen.String[Gen.Char['a', 'z'], 1, 8], Gen.String[0, 4]);

    private static Gen<string> Hostile { get; } = Fragment.List[1, 6].Select(string.Concat);

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task AnyPort_HostileName_RefusedOrLiteralAndTheCanaryLives(Route route)
    {
        await using var store = await TestStore.StartAsync(schema, route, options => options.ConnectionString += route == Route.Direct ? $";Search Path={schema.Name}" : "");
        await Sql.ExecuteAsync($"CREATE TABLE IF NOT EXISTS {schema.Name}.canary (id int); TRUNCATE {schema.Name}.canary; INSERT INTO {schema.Name}.canary VALUES (1)");
        var before = await TablesAsync();

        var accepted = 0;
        await Hostile.SampleAsync(
            async name =>
            {
                foreach (var (what, call) in Calls(store, name))
                {
                    try
                    {
                        (await call()).ShouldBeTrue($"{what} did not take {Texts.Show(name)} literally");
                        Interlocked.Increment(ref accepted);
                    }
                    catch (InvalidInputException)
                    {
                        // Refused: the other way to be safe.
                    }
                }
            },
            iter: Tries,
            threads: 1);

        accepted.ShouldBeGreaterThan(0);
        (await Sql.QueryAsync($"SELECT id FROM {schema.Name}.canary")).ShouldBe(["1"]);
        (await TablesAsync()).ShouldBe(before);
    }

    private static (string What, Func<Task<bool>> Call)[] Calls(TestStore store, string text) =>
    [
        ("agents", async () =>
        {
            await store.Get<IAgentStore>().SaveAsync(Tenant, new AgentSpec { Name = text }, null, Token);
            return (await store.Get<IAgentStore>().FindAsync(Tenant, text, Token))?.Value.Name == text && await store.Get<IAgentStore>().DeleteAsync(Tenant, text, null, Token);
        }),
        ("instructions", async () =>
        {
            await store.Get<IAgentStore>().SaveAsync(Tenant, new AgentSpec { Name = "hostile", Instructions = text }, null, Token);
            return (await store.Get<IAgentStore>().FindAsync(Tenant, "hostile", Token))?.Value.Instructions == text;
        }),
        ("workflows", async () =>
        {
            await store.Get<IWorkflowStore>().SaveAsync(Tenant, Samples.Workflow(text), null, Token);
            return (await store.Get<IWorkflowStore>().FindAsync(Tenant, text, Token))?.Value.Name == text;
        }),
        ("targets", async () => await HoldsAsync(store, Samples.Execution(target: text))
            && (await store.Executions.ListAsync(Tenant, new ExecutionFilter { Target = text }, PageRequest.First, Token)).Items.All(execution => execution.Target == text)),
        ("subjects", () => HoldsAsync(store, Samples.Execution() with { Subject = text, Input = text, Output = text, Host = text })),
        ("tenants", () => HoldsAsync(store, Samples.Execution(tenant: new TenantId(text)))),
        ("grants", async () =>
        {
            var grant = new Grant(Tenant, text, GrantAction.Run, GrantResource.Agent("writer"));
            await store.Get<IGrantStore>().AddAsync(grant, Token);
            return (await store.Get<IGrantStore>().GetForSubjectAsync(Tenant, text, Token)).SequenceEqual([grant]) && await store.Get<IGrantStore>().RemoveAsync(grant, Token);
        }),
        ("resources", async () =>
        {
            var grant = new Grant(Tenant, "hostile", GrantAction.Run, GrantResource.Agent(text));
            await store.Get<IGrantStore>().AddAsync(grant, Token);
            return await store.Get<IGrantStore>().RemoveAsync(grant, Token);
        }),
        ("queues", () => IsDeliveredAsync(store, Samples.Message(queue: text))),
        ("keys", () => IsDeliveredAsync(store, Samples.Message(text, "hostile"))),
        ("effects", () => IsDeliveredAsync(store, Samples.Message(queue: "hostile") with { IdempotencyKey = text })),
        ("leases", async () =>
        {
            var lease = (await store.Get<IClusterLease>().TryAcquireAsync(text, text, Minute, Token)).ShouldNotBeNull();
            return lease.Name == text && lease.Owner == text && await store.Get<IClusterLease>().ReleaseAsync(lease, Token);
        }),
        ("budgets", async () =>
        {
            var key = new BudgetKey(Tenant, text, text);
            var reservation = await store.Get<IBudgetLedger>().ReserveAsync([new BudgetLimit(key, null, null)], new BudgetAmount(1, 0), Minute, Token);
            await store.Get<IBudgetLedger>().SettleAsync(reservation, new BudgetAmount(1, 0), Token);
            return (await store.Get<IBudgetLedger>().GetAsync(key, Token)).Spent.Tokens > 0;
        }),
    ];

    private static async Task<bool> HoldsAsync(TestStore store, Execution execution)
    {
        await store.Executions.WriteAsync(execution, Token);
        return await store.Executions.FindAsync(execution.Tenant, execution.Id, Token) == execution;
    }

    private static async Task<bool> IsDeliveredAsync(TestStore store, QueueMessage message)
    {
        var queue = store.Get<IDurableQueue>();
        await queue.AppendAsync([message], Token);
        var lane = (await queue.LeaseLaneAsync(message.Queue, message.Key, Minute, Token)).ShouldNotBeNull();
        var item = (await queue.ReadAsync(lane, 1, Token)).Single();
        await queue.RetryAsync(lane, item.Id, TimeSpan.Zero, message.Key, Token);
        await queue.CompleteAsync(lane, [item.Id], Token);
        await queue.ReleaseAsync(lane, Token);
        return (item.Message.Queue, item.Message.Key, item.Message.IdempotencyKey) == (message.Queue, message.Key, message.IdempotencyKey);
    }

    private Task<List<string>> TablesAsync() => Sql.QueryAsync($"SELECT tablename FROM pg_tables WHERE schemaname = '{schema.Name}' ORDER BY 1");
}
