using Microsoft.Extensions.AI;

namespace Paracle.Providers.Fallback.Internal;

internal sealed class AddedOrder(IReadOnlyList<RouteTarget> targets) : ITargetOrder
{
    public IReadOnlyList<RouteTarget> For(IReadOnlyList<ChatMessage> messages, ChatOptions? options) => targets;
}
