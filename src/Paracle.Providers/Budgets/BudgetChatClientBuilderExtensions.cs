using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Paracle.Providers.Budgets.Internal;
using Paracle.Providers.Chat.Internal;

namespace Paracle;

/// <summary>Brings budgets to <see cref="ChatClientBuilder"/>.</summary>
public static class BudgetChatClientBuilderExtensions
{
    /// <summary>Stops a call before it is sent when its tenant or agent has too little left of the day's tokens or money. The services that the client
    /// is built with need <c>AddParacleProviders()</c> and an <see cref="IBudgetLedger"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the budgets.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="OptionsValidationException">A setting is out of its range.</exception>
    public static ChatClientBuilder UseBudgets(this ChatClientBuilder builder, Action<BudgetOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new BudgetOptions();
        configure(options);
        new BudgetOptionsValidator().Require(options);
        new DailyBudgetValidator().Require(options);
        return builder.Use((inner, services) =>
        {
            var name = inner.ProviderName();
            return new BudgetChatClient(new TypedErrorChatClient(inner, name), name, services.CreateBudgetKeeper(options));
        });
    }
}
