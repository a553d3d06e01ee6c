using Microsoft.Extensions.AI;

namespace Paracle.Providers.Chat.Internal;

/// <summary>Puts the middleware around a provider's client, in the one order there is.</summary>
internal static class ProviderChatClient
{
    public static IChatClient Wrap(string provider, IChatClient client, ITenantResolver tenants) =>
        new ChatClientBuilder(client)

            // The environment can switch content capture on; a prompt is not for the environment to give away.
            .UseOpenTelemetry(sourceName: TelemetryNames.Providers, configure: telemetry => telemetry.EnableSensitiveData = false)
            .Use(inner => new CheckedAnswerChatClient(inner, provider))
            .Use(inner => new TypedErrorChatClient(inner, provider))
            .Use(inner => new CallContextChatClient(inner, tenants))
            .Build();
}
