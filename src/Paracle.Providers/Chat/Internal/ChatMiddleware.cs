using Microsoft.Extensions.AI;

namespace Paracle.Providers.Chat.Internal;

/// <summary>A middleware the host chose: its stage, and what puts it around a client, given the services and the provider's name.</summary>
internal sealed record ChatMiddleware(ChatStage Stage, Func<IServiceProvider, string, IChatClient, IChatClient> Wrap);
