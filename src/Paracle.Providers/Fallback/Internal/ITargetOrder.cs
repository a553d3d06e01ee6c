using Microsoft.Extensions.AI;

namespace Paracle.Providers.Fallback.Internal;

/// <summary>In which order a route's providers are asked for one call.</summary>
internal interface ITargetOrder
{
    IReadOnlyList<RouteTarget> For(IReadOnlyList<ChatMessage> messages, ChatOptions? options);
}
