using Microsoft.Extensions.AI;

namespace Paracle.Providers.Fallback.Internal;

internal sealed class RoundRobinOrder(IReadOnlyList<RouteTarget> targets) : ITargetOrder
{
    private readonly RouteTarget[][] _turns = [.. Enumerable.Range(0, targets.Count).Select(turn => targets.Skip(turn).Concat(targets.Take(turn)).ToArray())];
    private uint _calls = uint.MaxValue;

    public IReadOnlyList<RouteTarget> For(IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        _turns[Interlocked.Increment(ref _calls) % _turns.Length];
}
