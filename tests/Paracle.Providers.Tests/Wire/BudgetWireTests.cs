using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Simulation;

namespace Paracle.Providers.Tests.Wire;

/// <summary>Budgets over a vendor's real client, with the usage as it reports it.</summary>
public abstract class BudgetWireTests<TVendor>
    where TVendor : IWireVendor, new()
{
    private readonly InMemoryBudgetLedger _ledger = new(TimeProvider.System);
    private readonly string _day = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Usage_OfAnAnswer_IsSpentOnce(bool isStreaming)
    {
        await using var wire = await StartAsync(1_000_000);
        wire.Server.Enqueue(ModelReply.Text("one two three") with { Usage = new ModelUsage(1_000, 200) });

        _ = isStreaming ? await wire.Client.GetStreamingResponseAsync("Hello").ToChatResponseAsync() : await wire.Client.GetResponseAsync("Hello");

        var balances = new[] { _day, TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd") }.Distinct()
            .Select(async day => (await _ledger.GetAsync(new BudgetKey(TenantId.Default, "tenant", day), CancellationToken.None)).Spent);
        (await Task.WhenAll(balances)).Aggregate((one, other) => one + other).ShouldBe(new BudgetAmount(1_200, 0.0014m));
    }

    [Fact]
    public async Task Budget_TooSmall_SendsNothing()
    {
        await using var wire = await StartAsync(10);

        (await Should.ThrowAsync<LimitExceededException>(() => wire.Client.GetResponseAsync("Hello"))).Code.ShouldBe(ErrorCodes.BudgetExhausted);

        wire.Server.Counters.Current.Received.ShouldBe(0);
    }

    private Task<WireHost> StartAsync(long tokens) => WireHost.StartAsync<TVendor>(configure: builder =>
    {
        builder.Services.AddSingleton<IBudgetLedger>(_ledger);
        builder.UsePrices(prices => prices.Add(WireHost.Provider, model: null, 1, 2))
            .UseBudgets(options => options.Tenant = new DailyBudget { Tokens = tokens, Cost = 1_000 });
    });
}
