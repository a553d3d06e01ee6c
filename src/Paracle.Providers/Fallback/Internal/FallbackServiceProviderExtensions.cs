using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.Chat.Internal;

namespace Paracle.Providers.Fallback.Internal;

internal static class FallbackServiceProviderExtensions
{
    public static FallbackChatClient CreateRoute(
        this IServiceProvider services, string name, FallbackOptions options, IEnumerable<(IChatClient Client, ChatTarget Target)> clients)
    {
        var time = services.GetRequiredService<TimeProvider>();
        RouteTarget[] targets = [.. clients.Select(one => new RouteTarget(one.Client, one.Target, new LatencyMeter(time, options.LatencyMemory)))];
        ITargetOrder order = options.Strategy switch
        {
            FallbackStrategy.RoundRobin => new RoundRobinOrder(targets),
            FallbackStrategy.LeastCost => new LeastCostOrder(targets, services.GetRequiredService<IPriceList>()),
            FallbackStrategy.LeastLatency => new LeastLatencyOrder(targets),
            _ => new AddedOrder(targets),
        };
        return new FallbackChatClient(name, targets, order, options, services.GetRequiredService<FallbackTelemetry>(), time);
    }
}
