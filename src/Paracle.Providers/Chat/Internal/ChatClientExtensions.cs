using Microsoft.Extensions.AI;

namespace Paracle.Providers.Chat.Internal;

/// <summary>What a client tells about itself.</summary>
internal static class ChatClientExtensions
{
    public static string? FindDefaultModel(this IChatClient client) => client.GetService<ChatClientMetadata>()?.DefaultModelId;

    /// <summary>The name of a client outside of a catalog.</summary>
    public static string NameOf(this IChatClient client) => client.GetService<ChatClientMetadata>()?.ProviderName is { Length: > 0 } name ? name : "unnamed";

    /// <summary>Who may answer: the client itself, under its name, or those of its route.</summary>
    public static IReadOnlyList<ChatTarget> FindTargets(this IChatClient client, string name) =>
        client.GetService<IReadOnlyList<ChatTarget>>() ?? [new ChatTarget(name, FixedModel: null, client.FindDefaultModel())];
}
