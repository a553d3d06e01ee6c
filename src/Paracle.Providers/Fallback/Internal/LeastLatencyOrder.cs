using Microsoft.Extensions.AI;

namespace Paracle.Providers.Fallback.Internal;

internal sealed class LeastLatencyOrder(IReadOnlyList<RouteTarget> targets) : ITargetOrder
{
    public IReadOnlyList<RouteTarget> For(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var explored = targets.FirstOrDefault(target => target.Latency.TryExplore());
        return [.. targets.OrderBy(target => target == explored ? double.NegativeInfinity : target.Latency.Seconds)];
    }
}
