using Microsoft.Extensions.AI;

namespace Paracle.Providers.Chat.Internal;

/// <summary>Innermost: refuses a call without a tenant where there are several, and keeps the context from the vendor.</summary>
internal sealed class CallContextChatClient(IChatClient inner, ITenantResolver tenants) : DelegatingChatClient(inner)
{
    private readonly bool _takesContext = inner.TakesContext();

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, ForVendor(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, ForVendor(options), cancellationToken);

    private ChatOptions? ForVendor(ChatOptions? options)
    {
        _ = CallTenant.Of(options, tenants);
        return _takesContext ? options : options.WithoutParacle();
    }
}
