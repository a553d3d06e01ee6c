using Microsoft.Extensions.AI;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.Chat.Internal;

/// <summary>Puts the middleware around a client, in the one order there is.</summary>
internal sealed class ChatComposer(
    IEnumerable<ChatMiddleware> middleware, ITenantResolver tenants, SpendingTelemetry spending, TimeProvider time, IServiceProvider services)
{
    private readonly ChatMiddleware[] _middleware = [.. middleware.OrderBy(one => one.Stage)];

    /// <summary>What the catalog gives: telemetry, the deadline and the stages of a call around a provider's own.</summary>
    public IChatClient OfCall(string provider, IChatClient client)
    {
        // The environment can switch content capture on; a prompt is not for the environment to give away.
        var builder = new ChatClientBuilder(client)
            .UseOpenTelemetry(sourceName: TelemetryNames.Providers, configure: telemetry => telemetry.EnableSensitiveData = false)
            .Use(inner => new DeadlineChatClient(inner, time));
        return Use(builder, provider, stage => stage < ChatStage.PromptBatching).Build();
    }

    /// <summary>What a provider always has around it, alone or as one of several behind a name.</summary>
    public IChatClient OfProvider(string provider, IChatClient client) =>
        Use(new ChatClientBuilder(client), provider, stage => stage >= ChatStage.PromptBatching)
            .Use(inner => new CheckedAnswerChatClient(inner, provider, spending))
            .Use(inner => new TypedErrorChatClient(inner, provider))
            .Use(inner => new CallContextChatClient(inner, tenants))
            .Build();

    private ChatClientBuilder Use(ChatClientBuilder builder, string provider, Predicate<ChatStage> isWanted)
    {
        foreach (var one in _middleware.Where(one => isWanted(one.Stage)))
        {
            builder.Use(inner => one.Wrap(services, provider, inner));
        }

        return builder;
    }
}
