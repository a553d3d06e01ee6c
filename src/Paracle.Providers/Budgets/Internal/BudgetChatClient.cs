using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.Budgets.Internal;

/// <summary>Lets no call through that would break a budget.</summary>
internal sealed class BudgetChatClient(IChatClient inner, string name, BudgetKeeper keeper) : TalliedChatClient(inner)
{
    private readonly IReadOnlyList<ChatTarget> _targets = inner.FindTargets(name);

    protected override async ValueTask<ITalliedCall?> BeginAsync(IReadOnlyList<ChatMessage> prompt, ChatOptions? options, CancellationToken cancellationToken) =>
        await keeper.ReserveAsync(_targets, prompt, options, cancellationToken).ConfigureAwait(false);
}
