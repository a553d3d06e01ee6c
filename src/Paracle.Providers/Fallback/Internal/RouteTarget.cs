using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;

namespace Paracle.Providers.Fallback.Internal;

/// <summary>One of a route's providers: its client, and how fast it was of late.</summary>
internal sealed class RouteTarget(IChatClient client, ChatTarget target, LatencyMeter latency)
{
    public IChatClient Client => client;

    public ChatTarget Target => target;

    public LatencyMeter Latency => latency;

    public ChatOptions? OptionsFor(ChatOptions? options)
    {
        if (target.FixedModel is null || string.Equals(options?.ModelId, target.FixedModel, StringComparison.Ordinal))
        {
            return options;
        }

        var own = options?.Clone() ?? new ChatOptions();
        own.ModelId = target.FixedModel;
        return own;
    }
}
