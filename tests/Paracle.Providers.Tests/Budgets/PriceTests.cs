using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Paracle.Providers.Tests.Budgets;

/// <summary>What calls cost, and whose price counts.</summary>
public sealed class PriceTests
{
    [Fact]
    public async Task Cost_OfTheProviderThatAnswered_IsSpent()
    {
        await using var host = new BudgetHost(options => options.Tenant.Cost = 1, TwoPrices);
        using var tokens = host.Collect<long>(TelemetryNames.BudgetTokens);
        using var cost = host.Collect<double>(TelemetryNames.BudgetCost);

        await host.AskAsync(client: "main");
        (await host.BalanceAsync()).Spent.Cost.ShouldBe((100 * 1m / 1_000_000) + (50 * 2m / 1_000_000));

        host.Answer = () => throw new ProviderException("limited") { Failure = ProviderFailure.Refused, Status = 429 };
        await host.AskAsync(client: "main");
        (await host.BalanceAsync()).ShouldBe(new BudgetBalance(new BudgetAmount(180, 0.0002m + 0.0006m), default)); // and 10 at 20, 20 at 20 a million
        tokens.GetMeasurementSnapshot().Select(one => one.Value).ShouldBe([150, 30]);
        cost.GetMeasurementSnapshot().Select(one => one.Value).ShouldBe([0.0002, 0.0006]);
    }

    [Fact]
    public async Task Cost_OfAStreamThroughARoute_IsThatOfItsProvider()
    {
        await using var host = new BudgetHost(options => options.Tenant.Cost = 1, TwoPrices);

        await host.Host.Client("main").GetStreamingResponseAsync("Hello", BudgetHost.Call()).ToListAsync();

        (await host.BalanceAsync()).Spent.Cost.ShouldBe(0.0002m);
    }

    [Fact]
    public async Task Cost_ReservedForARoute_IsThatOfItsDearestProvider()
    {
        await using var host = new BudgetHost(options => options.Tenant.Cost = 0.0015m, TwoPrices);

        await host.AskAsync(client: "first");
        await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync(client: "main", maxOutputTokens: 100)); // 0.002 at the second's

        host.Second.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Price_Unknown_RefusesCallsUnderABudgetOfMoney()
    {
        await using var host = new BudgetHost(options => options.Tenant.Cost = 1, prices => prices.Add("first", "other", 1, 1));

        var error = await Should.ThrowAsync<ConfigurationException>(() => host.AskAsync());

        error.Message.ShouldContain("of provider 'first'");
        host.First.Calls.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Price_Unknown_CountsAsFreeIfTheHostWantsItSo_OrNoMoneyIsCounted(bool isMoneyCounted)
    {
        await using var host = new BudgetHost(options =>
        {
            options.Tenant = isMoneyCounted ? new DailyBudget { Cost = 1 } : new DailyBudget { Tokens = 1_000 };
            options.UnknownPrice = isMoneyCounted ? UnknownPrice.CountAsFree : UnknownPrice.Refuse;
        });

        await host.AskAsync();

        (await host.BalanceAsync()).Spent.ShouldBe(new BudgetAmount(150, 0));
    }

    [Fact]
    public void Cost_OfAFraction_IsRoundedUpToNinePlaces() =>
        new ModelPrice(0.0001m, 0).CostOf(new TokenUsage(1, null)).ShouldBe(0.000000001m);

    [Fact]
    public void Start_PriceBelowZero_SaysWhich()
    {
        var host = new BudgetHost(_ => { }, prices => prices.Add("first", "small", -1, 1));

        Should.Throw<OptionsValidationException>(() => host.Host.ValidateAtStart()).Message.ShouldContain("Prices['first/small']");
    }

    private static void TwoPrices(PriceListOptions prices) => prices.Add("first", model: null, 1, 2).Add("second", "large", 20, 20).Add("second", model: null, 0, 0);
}
