using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Providers.Chat.Internal;

internal static class ChatMiddlewareExtensions
{
    /// <summary>Registers the middleware of a stage, once however often the host asks for it.</summary>
    public static IServiceCollection AddChatMiddleware(
        this IServiceCollection services, ChatStage stage, Func<IServiceProvider, string, IChatClient, IChatClient> wrap) =>
        services.Any(descriptor => descriptor.ImplementationInstance is ChatMiddleware { Stage: var known } && known == stage)
            ? services
            : services.AddSingleton(new ChatMiddleware(stage, wrap));
}
