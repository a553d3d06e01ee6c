using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.Budgets.Internal;
using Paracle.Providers.Chat.Internal;

namespace Paracle;

/// <summary>Budgets and prices, for <see cref="IParacleBuilder"/>.</summary>
public static class BudgetParacleBuilderExtensions
{
    /// <summary>
    /// Stops a model call before it is sent when its tenant or agent has too little left of the day's tokens or money. Accounts are kept in the
    /// <see cref="IBudgetLedger"/> of the host's store; what calls cost, <see cref="IPriceList"/> says.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the budgets.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder UseBudgets(this IParacleBuilder builder, Action<BudgetOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddParacleProviders().AddBudgets().Configure(configure)
            .AddChatMiddleware(ChatStage.Budget, static (provider, name, inner) => new BudgetChatClient(inner, name, provider.GetRequiredService<BudgetKeeper>()));
        return builder;
    }

    /// <summary>Sets what models cost, for budgets, for routes by least cost and for telling what was saved.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the prices.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder UsePrices(this IParacleBuilder builder, Action<PriceListOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddParacleProviders().Configure(configure);
        return builder;
    }
}
