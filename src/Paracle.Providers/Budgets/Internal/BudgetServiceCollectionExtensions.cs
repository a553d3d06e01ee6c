using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Paracle.Providers.Budgets.Internal;

internal static class BudgetServiceCollectionExtensions
{
    public static IServiceCollection AddBudgets(this IServiceCollection services)
    {
        services.AddOptions<BudgetOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BudgetOptions>, BudgetOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BudgetOptions>, DailyBudgetValidator>());
        services.TryAddSingleton(static provider => provider.CreateBudgetKeeper(provider.GetRequiredService<IOptions<BudgetOptions>>().Value));
        return services;
    }

    public static IServiceCollection AddPriceList(this IServiceCollection services)
    {
        services.AddOptions<PriceListOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PriceListOptions>, PriceListOptionsValidator>());
        services.TryAddSingleton<IPriceList, PriceList>();
        return services;
    }
}
