using Microsoft.Extensions.AI;
using Paracle.Providers.Http.Internal;

namespace Paracle.Providers.Chat.Internal;

/// <summary>What a client tells about itself.</summary>
internal static class ChatClientExtensions
{
    public static ChatClientMetadata? FindMetadata(this IChatClient client) => client.GetService<ChatClientMetadata>();

    public static string? FindDefaultModel(this IChatClient client) => client.FindMetadata()?.DefaultModelId;

    /// <summary>Whether it is one over HTTP, which asks the call's context for the deadline and keeps it from the vendor itself.</summary>
    public static bool TakesContext(this IChatClient client) => client.GetService<TimedAnswerChatClient>() is not null;

    /// <summary>Who may answer: the client itself, under its name, or those of its route.</summary>
    public static IReadOnlyList<ChatTarget> FindTargets(this IChatClient client, string name) =>
        client.GetService<IReadOnlyList<ChatTarget>>() ?? [new ChatTarget(name, FixedModel: null, client.FindDefaultModel())];
}
