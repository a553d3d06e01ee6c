using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Providers.Budgets.Internal;

internal static class BudgetServiceProviderExtensions
{
    public static BudgetKeeper CreateBudgetKeeper(this IServiceProvider services, BudgetOptions options)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var telemetry = services.GetRequiredService<BudgetTelemetry>();
        var ledger = services.GetService<IBudgetLedger>()
            ?? throw new ConfigurationException("Budgets need an IBudgetLedger, and none is registered. Call AddParacle, or AddInMemoryCoordination for one in this process.");
        return new BudgetKeeper(
            ledger,
            new BudgetPlan(options, services.GetRequiredService<ITenantResolver>(), time),
            new CallPrices(services.GetRequiredService<IPriceList>(), options),
            new BudgetWatch(ledger, telemetry, options, time),
            telemetry,
            options);
    }
}
