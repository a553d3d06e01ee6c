using Microsoft.Extensions.Time.Testing;

namespace Paracle.Abstractions.Tests.InMemory;

/// <summary>Everything in memory has a bound, says so when it is reached, and forgets what has lapsed.</summary>
public sealed class InMemoryBoundsTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TenantId Tenant = TenantId.Default;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 18, 9, 30, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Specs_AtTheBound_RefusedUntilOneIsDeleted()
    {
        var store = new InMemoryAgentStore(_time, new InMemoryOptions { MaxSpecs = 2 });
        await store.SaveAsync(Tenant, new AgentSpec { Name = "a" }, null, Token);
        await store.SaveAsync(new TenantId("other"), new AgentSpec { Name = "a" }, null, Token);
        await ShouldBeFullAsync("MaxSpecs", async () => await store.SaveAsync(Tenant, new AgentSpec { Name = "b" }, null, Token));
        await store.SaveAsync(Tenant, new AgentSpec { Name = "a", Instructions = "again" }, null, Token);
        await store.DeleteAsync(Tenant, "a", null, Token);
        await store.SaveAsync(Tenant, new AgentSpec { Name = "b" }, null, Token);
    }

    [Fact]
    public async Task Executions_AtTheBound_NewOnesRefusedAndKnownOnesGoOn()
    {
        var store = new InMemoryExecutionStore(new InMemoryOptions { MaxExecutions = 1 });
        var execution = Begin();
        await store.WriteAsync(execution, Token);
        await ShouldBeFullAsync("MaxExecutions", async () => await store.WriteAsync(Begin(), Token));
        (await store.WriteAsync(execution.MoveTo(ExecutionState.Running, _time.GetUtcNow()), Token)).ShouldBe(ExecutionWriteOutcome.Applied);
    }

    [Fact]
    public async Task Executions_AtTheBound_NothingIsAppendedEither()
    {
        var store = new InMemoryExecutionStore(new InMemoryOptions { MaxExecutions = 1 });
        var queue = new InMemoryDurableQueue(store, _time);
        await store.WriteAsync(Begin(), Token);
        var message = new QueueMessage { Queue = "q", Tenant = Tenant, Key = "k", IdempotencyKey = "i", Payload = default };
        await ShouldBeFullAsync("MaxExecutions", async () => await queue.AppendAsync(Begin(), [message], Token));
        (await queue.GetDepthAsync("q", Token)).Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Grants_AtTheBound_RefusedUntilOneIsTakenBack()
    {
        var store = new InMemoryGrantStore(new InMemoryOptions { MaxGrants = 1 });
        await store.AddAsync(Run("someone"), Token);
        await store.AddAsync(Run("someone"), Token);
        await ShouldBeFullAsync("MaxGrants", () => store.AddAsync(Run("somebody"), Token));
        await store.RemoveAsync(Run("someone"), Token);
        await store.AddAsync(Run("somebody"), Token);
    }

    [Fact]
    public async Task Leases_AtTheBound_RefusedUntilOneEnds()
    {
        var leases = new InMemoryClusterLease(_time, new InMemoryOptions { MaxLeases = 2 });
        var renewed = await leases.TryAcquireAsync("a", "me", Minute, Token);
        await leases.TryAcquireAsync("b", "me", Minute, Token);
        await leases.RenewAsync(renewed!, 3 * Minute, Token);
        await ShouldBeFullAsync("MaxLeases", async () => await leases.TryAcquireAsync("c", "me", Minute, Token));
        _time.Advance(Minute);
        (await leases.TryAcquireAsync("c", "me", Minute, Token)).ShouldNotBeNull();
        await ShouldBeFullAsync("MaxLeases", async () => await leases.TryAcquireAsync("d", "me", Minute, Token));
        await leases.ReleaseAsync(renewed!, Token);
        (await leases.TryAcquireAsync("d", "me", Minute, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Reservations_AtTheBound_RefusedUntilOneIsSettledOrADayLapsed()
    {
        var ledger = new InMemoryBudgetLedger(_time, new InMemoryOptions { MaxReservations = 2 });
        var settled = await ReserveAsync(ledger, "a");
        await ReserveAsync(ledger, "a");
        await ShouldBeFullAsync("MaxReservations", async () => await ReserveAsync(ledger, "b"));
        (await ledger.GetAsync(Key("b"), Token)).Reserved.Tokens.ShouldBe(0);
        await ledger.SettleAsync(settled, new BudgetAmount(1, 0), Token);
        await ReserveAsync(ledger, "b");
        _time.Advance(Minute);
        await ShouldBeFullAsync("MaxReservations", async () => await ReserveAsync(ledger, "b"));
        _time.Advance(IBudgetLedger.SettleAfterLapse);
        await ReserveAsync(ledger, "b");
    }

    [Fact]
    public async Task Budgets_AtTheBound_RefusedUntilOneIsForgotten()
    {
        var ledger = new InMemoryBudgetLedger(_time, new InMemoryOptions { MaxBudgets = 2 });
        await ledger.SettleAsync(await ReserveAsync(ledger, "a"), new BudgetAmount(5, 0), Token);
        await ReserveAsync(ledger, "b");
        await ShouldBeFullAsync("MaxBudgets", async () => await ReserveAsync(ledger, "c"));
        _time.Advance(TimeSpan.FromDays(61));
        await ShouldBeFullAsync("MaxBudgets", async () => await ReserveAsync(ledger, "c"));
        (await ledger.GetAsync(Key("a"), Token)).Spent.Tokens.ShouldBe(5);
        _time.Advance(TimeSpan.FromDays(2));
        await ReserveAsync(ledger, "c");
        (await ledger.GetAsync(Key("a"), Token)).Spent.Tokens.ShouldBe(0);
    }

    [Fact]
    public async Task Budgets_HeldForLongerThanTheyAreKept_StayUntilTheHoldEnds()
    {
        var ledger = new InMemoryBudgetLedger(_time);
        var reservation = await ledger.ReserveAsync([new BudgetLimit(Key("a"), 10, null)], new BudgetAmount(5, 0), TimeSpan.FromDays(400), Token);
        _time.Advance(TimeSpan.FromDays(399));
        (await ledger.GetAsync(Key("a"), Token)).Reserved.Tokens.ShouldBe(5);
        await ledger.SettleAsync(reservation, new BudgetAmount(7, 0), Token);
        (await ledger.GetAsync(Key("a"), Token)).ShouldBe(new BudgetBalance(new BudgetAmount(7, 0), default));
    }

    [Fact]
    public async Task Buckets_AtTheBound_RefusedUntilOneIsFullAgain()
    {
        var limits = new InMemoryRateLimitStore(_time, new InMemoryOptions { MaxBuckets = 1 });
        var rule = new RateLimitRule(10, Minute);
        await limits.TryAcquireAsync("a", rule, 5, Token);
        await ShouldBeFullAsync("MaxBuckets", async () => await limits.TryAcquireAsync("b", rule, 5, Token));
        await limits.AdjustAsync("b", rule, 5, Token);
        (await limits.TryAcquireAsync("a", rule, 5, Token)).IsAllowed.ShouldBeTrue();
        _time.Advance(Minute / 2);
        await ShouldBeFullAsync("MaxBuckets", async () => await limits.TryAcquireAsync("b", rule, 5, Token));
        _time.Advance(Minute / 2);
        (await limits.TryAcquireAsync("b", rule, 5, Token)).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task Buckets_AMillionKeys_OnlyThoseThatAreNotFullAreKept()
    {
        var limits = new InMemoryRateLimitStore(_time);
        var rule = new RateLimitRule(10, TimeSpan.FromSeconds(1));
        for (var i = 0; i < 1_000_000; i++)
        {
            await limits.TryAcquireAsync($"key-{i}", rule, 10, Token);
            if (i % 1000 == 0)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                limits.Count.ShouldBeLessThanOrEqualTo(11_000);
            }
        }
    }

    [Fact]
    public async Task Buckets_ClockSetBackAndForth_NothingGivenOrTaken()
    {
        var time = new SettableClock();
        var limits = new InMemoryRateLimitStore(time);
        var rule = new RateLimitRule(10, Minute);
        await limits.TryAcquireAsync("a", rule, 10, Token);
        time.SetBy = TimeSpan.FromHours(-1);
        (await limits.TryAcquireAsync("a", rule, 1, Token)).RetryAfter.ShouldBe(Minute / 10);
        time.SetBy = TimeSpan.FromHours(1);
        (await limits.TryAcquireAsync("a", rule, 1, Token)).IsAllowed.ShouldBeFalse();
        time.Running = Minute / 10;
        (await limits.TryAcquireAsync("a", rule, 1, Token)).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task Buckets_RuleChanged_KeepsWhatIsLacking()
    {
        var limits = new InMemoryRateLimitStore(_time);
        await limits.TryAcquireAsync("a", new RateLimitRule(10, Minute), 8, Token);
        (await limits.TryAcquireAsync("a", new RateLimitRule(20, 2 * Minute), 12, Token)).ShouldBe(new RateLimitDecision(true, 0, TimeSpan.Zero));
    }

    private static async Task ShouldBeFullAsync(string setting, Func<ValueTask> act)
    {
        var error = await Should.ThrowAsync<LimitExceededException>(async () => await act());
        error.Code.ShouldBe(ErrorCodes.StoreFull);
        error.Message.ShouldContain($"InMemoryOptions.{setting}");
    }

    private static Grant Run(string subject) => new(Tenant, subject, GrantAction.Run, GrantResource.Agent("writer"));

    private static BudgetKey Key(string scope) => new(Tenant, scope, "2026-01");

    private static ValueTask<BudgetReservation> ReserveAsync(InMemoryBudgetLedger ledger, string scope) =>
        ledger.ReserveAsync([new BudgetLimit(Key(scope), null, null)], new BudgetAmount(1, 0), Minute, Token);

    private Execution Begin() => Execution.Begin(ExecutionId.New(_time), Caller.Local, ExecutionKind.Agent, "writer", "a task");

    // A clock that somebody sets while its ticks go on, as an operating system's does.
    private sealed class SettableClock : TimeProvider
    {
        public TimeSpan SetBy { get; set; }

        public TimeSpan Running { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(50) + Running + SetBy;

        public override long GetTimestamp() => Running.Ticks;
    }
}
