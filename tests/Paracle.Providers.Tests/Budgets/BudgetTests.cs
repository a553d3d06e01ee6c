using Microsoft.Extensions.AI;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Options;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.Tests.Budgets;

public sealed class BudgetTests
{
    [Fact]
    public async Task Call_WithinItsBudgets_IsSettledByUsage_ForTenantAgentAndDay()
    {
        await using var host = new BudgetHost(options => (options.Tenant.Tokens, options.Agent.Tokens) = (1_000, 1_000));

        await host.AskAsync("writer");
        await host.AskAsync();

        (await host.BalanceAsync()).ShouldBe(new BudgetBalance(new BudgetAmount(300, 0), default));
        (await host.BalanceAsync("agent:writer")).ShouldBe(new BudgetBalance(new BudgetAmount(150, 0), default));
    }

    [Fact]
    public async Task Call_ThatWouldBreakABudget_IsStoppedBeforeItIsSent()
    {
        await using var host = new BudgetHost(options => options.Agent.Tokens = 200);
        using var stopped = host.Collect<long>(TelemetryNames.BudgetStopped);
        await host.AskAsync("writer");

        var error = await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync("writer"));

        error.Code.ShouldBe(ErrorCodes.BudgetExhausted);
        error.RetryAfter.ShouldBe(TimeSpan.FromHours(4)); // until midnight, UTC
        host.First.Calls.ShouldBe(1);
        stopped.GetMeasurementSnapshot().EvaluateAsCounter().ShouldBe(1);
        await host.AskAsync("editor");
        host.Time.Advance(TimeSpan.FromHours(4));
        await host.AskAsync("writer");
        (await host.BalanceAsync("agent:writer", "2026-01-19")).Spent.Tokens.ShouldBe(150);
    }

    [Fact]
    public async Task Stream_ThatWouldBreakABudget_IsStoppedBeforeItIsSent()
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 10);

        await Should.ThrowAsync<LimitExceededException>(async () => await host.Host.Client("first").GetStreamingResponseAsync("Hello", BudgetHost.Call()).ToListAsync());

        host.First.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Calls_AtOnce_NeverSpendMoreThanTheBudget()
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 1_000);
        host.Answer = () => BudgetHost.Usage(5, 45);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await Record.ExceptionAsync(() => host.AskAsync(maxOutputTokens: 45)))));

        (await host.BalanceAsync()).ShouldSatisfyAllConditions(
            balance => balance.Spent.Tokens.ShouldBe(50L * outcomes.Count(outcome => outcome is null)),
            balance => balance.Spent.Tokens.ShouldBeInRange(900, 1_000),
            balance => balance.Reserved.ShouldBe(default));
        outcomes.OfType<Exception>().ShouldAllBe(outcome => outcome is LimitExceededException);
    }

    [Fact]
    public async Task Budgets_NamedTenantsAndAgents_HaveTheirOwn()
    {
        await using var host = new BudgetHost(options =>
        {
            options.Tenant.Tokens = 10;
            options.Tenants["acme"] = new DailyBudget { Tokens = 1_000_000 };
            options.Agents["writer"] = new DailyBudget { Tokens = 10 };
        });

        await host.AskAsync("editor");
        await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync("writer"));
        await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync(tenant: "other"));
    }

    [Fact]
    public async Task Budgets_NoneThatBinds_LeaveTheLedgerAlone()
    {
        var ledger = new BrokenLedger { FailsToReserve = true };
        await using var host = new BudgetHost(_ => { }, ledger: ledger);

        await host.AskAsync("writer");
        await host.Host.Client("first").GetStreamingResponseAsync("Hello").ToListAsync();

        host.First.Calls.ShouldBe(2);
    }

    [Theory]
    [InlineData(ProviderFailure.NotSent, null, false)]
    [InlineData(ProviderFailure.CircuitOpen, null, false)]
    [InlineData(ProviderFailure.Refused, 500, false)]
    [InlineData(ProviderFailure.NoStatus, null, true)]
    [InlineData(ProviderFailure.BrokenOff, null, true)]
    [InlineData(ProviderFailure.Unknown, null, true)]
    public async Task Call_ThatFails_CostsItsPromptIfItMayBeBilled(ProviderFailure failure, int? status, bool isCharged)
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 1_000);
        host.Answer = () => throw new ProviderException("failed") { Failure = failure, Status = status };

        await Should.ThrowAsync<ProviderException>(() => host.AskAsync());

        var balance = await host.BalanceAsync();
        balance.Reserved.ShouldBe(default);
        balance.Spent.Tokens.ShouldBe(isCharged ? 6 : 0); // 5 characters and the message's frame
    }

    [Theory]
    [InlineData(ErrorCodes.RateLimited, false)]
    [InlineData(ErrorCodes.QueueFull, false)]
    [InlineData(ErrorCodes.TimeLimit, true)]
    public async Task Call_ThatMeetsALimitOnItsWay_CostsItsPromptIfItMayBeBilled(string code, bool isCharged)
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 1_000);
        host.Answer = () => throw new LimitExceededException(code, "limited");

        await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync());

        (await host.BalanceAsync()).ShouldBe(new BudgetBalance(new BudgetAmount(isCharged ? 6 : 0, 0), default));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 6)]
    public async Task Call_CallerLeaves_CostsItsPromptIfItMayHaveBeenSent(bool isUnsent, int charged)
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 1_000);
        using var leaving = new CancellationTokenSource();
        host.Answer = () =>
        {
            leaving.Cancel();
            throw isUnsent ? new UnsentException(new OperationCanceledException(leaving.Token)) : new OperationCanceledException(leaving.Token);
        };

        await Should.ThrowAsync<OperationCanceledException>(() => host.Host.Client("first").GetResponseAsync("Hello", BudgetHost.Call(), leaving.Token));

        (await host.BalanceAsync()).ShouldBe(new BudgetBalance(new BudgetAmount(charged, 0), default));
    }

    [Fact]
    public async Task Usage_NotReported_IsEstimated()
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 1_000);
        host.Answer = () => [new ChatResponseUpdate(ChatRole.Assistant, new string('x', 350)) { FinishReason = ChatFinishReason.Stop }];

        await host.AskAsync();

        (await host.BalanceAsync()).Spent.Tokens.ShouldBe(6 + 100);
    }

    [Fact]
    public async Task Usage_BeyondAllSense_CountsAsTheMostThereIs()
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 1_000);
        host.Answer = () => BudgetHost.Usage(long.MaxValue, long.MaxValue);

        await host.AskAsync();

        (await host.BalanceAsync()).Spent.Tokens.ShouldBe(1_000_000_000_000);
    }

    [Fact]
    public async Task Stream_AbandonedMidway_IsSettledByWhatCame()
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 1_000);
        host.Answer = () => Enumerable.Repeat(0, 100).Select(_ => new ChatResponseUpdate(ChatRole.Assistant, new string('x', 35)));
        var read = 0;

        await foreach (var update in host.Host.Client("first").GetStreamingResponseAsync("Hello", BudgetHost.Call()))
        {
            if (++read == 5)
            {
                break;
            }
        }

        (await host.BalanceAsync()).ShouldBe(new BudgetBalance(new BudgetAmount(6 + 50, 0), default));
    }

    [Fact]
    public async Task Stream_ReadToItsEnd_IsSettledByUsage()
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 1_000);

        await host.Host.Client("first").GetStreamingResponseAsync("Hello", BudgetHost.Call()).ToListAsync();

        (await host.BalanceAsync()).Spent.Tokens.ShouldBe(150);
    }

    [Fact]
    public async Task Ledger_FailsToReserve_StopsTheCall()
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 1_000, ledger: new BrokenLedger { FailsToReserve = true });

        await Should.ThrowAsync<UnavailableException>(() => host.AskAsync());

        host.First.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Ledger_FailsToSettle_FailsNoCallThatWasAnswered_AndIsCounted()
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 1_000, ledger: new BrokenLedger());
        using var unsettled = host.Collect<long>(TelemetryNames.BudgetUnsettled);

        (await host.AskAsync()).Text.ShouldBe("Hi");

        unsettled.GetMeasurementSnapshot().EvaluateAsCounter().ShouldBe(1);
    }

    [Fact]
    public async Task Warnings_At80And95Percent_AreToldOnceEach()
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 10_000);
        using var warnings = host.Collect<long>(TelemetryNames.BudgetWarnings);
        int[] Told() => [.. warnings.GetMeasurementSnapshot().Select(warning => (int)warning.Tags[TelemetryNames.BudgetPercentLabel]!)];

        host.Answer = () => BudgetHost.Usage(1_000, 0);
        for (var call = 1; call <= 9; call++)
        {
            await host.AskAsync();
            Told().ShouldBe(call < 8 ? [] : [80], $"after {call} of 10 parts");
        }

        host.Answer = () => BudgetHost.Usage(500, 0);
        await host.AskAsync();
        Told().ShouldBe([80, 95]);
        await host.AskAsync();
        Told().ShouldBe([80, 95]);
        warnings.GetMeasurementSnapshot().ShouldAllBe(warning => Equals(warning.Tags[TelemetryNames.BudgetScopeLabel], "tenant"));
        host.Host.Logs.Count(log => log.Message.StartsWith("Budget tenant of tenant acme came to", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Warnings_WhatOtherHostsSpent_IsNoticedAfterTheInterval()
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 10_000);
        using var warnings = host.Collect<long>(TelemetryNames.BudgetWarnings);
        await host.AskAsync();
        var others = await host.Ledger.ReserveAsync([new BudgetLimit(new BudgetKey(BudgetHost.Tenant, "tenant", "2026-01-18"), null, null)], default, TimeSpan.FromHours(1), default);
        await host.Ledger.SettleAsync(others, new BudgetAmount(8_000, 0), default);

        await host.AskAsync();
        warnings.GetMeasurementSnapshot().ShouldBeEmpty();
        host.Time.Advance(TimeSpan.FromSeconds(10));
        await host.AskAsync();

        warnings.GetMeasurementSnapshot().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Alone_AroundAnyVendorsClient_StopsItsCalls()
    {
        await using var host = new BudgetHost(_ => { });
        using var upstream = new ScriptedChatClient(_ => BudgetHost.Usage(100, 50));
        using var client = new ChatClientBuilder(upstream).UseBudgets(options => options.Tenant.Tokens = 200).Build(host.Host.Services);

        await client.GetResponseAsync("Hello", BudgetHost.Call());
        await Should.ThrowAsync<LimitExceededException>(() => client.GetResponseAsync("Hello", BudgetHost.Call()));

        upstream.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Tenant_NotNamedWhereThereAreSeveral_IsRefusedBeforeAnything()
    {
        await using var host = new BudgetHost(options => options.Tenant.Tokens = 200, tenants: new ClaimsTenantResolver("tenant"));

        await Should.ThrowAsync<InvalidInputException>(() => host.Host.Client("first").GetResponseAsync("Hello"));

        host.First.Calls.ShouldBe(0);
    }

    [Fact]
    public void Start_BudgetOutOfRange_SaysWhich()
    {
        var host = new BudgetHost(options =>
        {
            options.Tenant.Tokens = -1;
            options.Agents["writer"] = new DailyBudget { Cost = -1 };
        });

        var error = Should.Throw<OptionsValidationException>(() => host.Host.ValidateAtStart());

        error.Message.ShouldContain("BudgetOptions.Tenant.Tokens is -1");
        error.Message.ShouldContain("BudgetOptions.Agents['writer'].Cost is -1");
    }

    private sealed class BrokenLedger : IBudgetLedger
    {
        public bool FailsToReserve { get; init; }

        public ValueTask<BudgetReservation> ReserveAsync(IReadOnlyList<BudgetLimit> budgets, BudgetAmount amount, TimeSpan holdFor, CancellationToken cancellationToken) =>
            FailsToReserve ? throw new UnavailableException("away") : ValueTask.FromResult(new BudgetReservation(Guid.NewGuid(), [], amount, DateTimeOffset.MaxValue));

        public ValueTask SettleAsync(BudgetReservation reservation, BudgetAmount spent, CancellationToken cancellationToken) => throw new UnavailableException("away");

        public ValueTask<BudgetBalance> GetAsync(BudgetKey key, CancellationToken cancellationToken) => throw new UnavailableException("away");
    }
}
