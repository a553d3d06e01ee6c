using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.Budgets.Internal;
using Paracle.Providers.Chat.Internal;

namespace Paracle;

/// <summary>Budgets around any vendor's client, without a catalog.</summary>
public static class BudgetChatClientBuilderExtensions
{
    /// <summary>Stops a call before it is sent when its tenant or agent has too little left of the day's tokens or money.</summary>
    /// <param name="builder">The builder; its services must hold what <see cref="BudgetParacleBuilderExtensions.UseBudgets"/> registers, and an
    /// <see cref="IBudgetLedger"/>.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static ChatClientBuilder UseBudgets(this ChatClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static (inner, services) =>
        {
            var name = inner.NameOf();
            return new BudgetChatClient(new TypedErrorChatClient(inner, name), name, services.GetRequiredService<BudgetKeeper>());
        });
    }
}
