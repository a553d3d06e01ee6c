using Microsoft.Extensions.AI;

namespace Paracle.Providers.Chat.Internal;

/// <summary>Innermost: refuses a call without a tenant where there are several, and keeps the context from the vendor.</summary>
internal sealed class CallContextChatClient(IChatClient inner, ITenantResolver tenants) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, ForVendor(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, ForVendor(options), cancellationToken);

    private ChatOptions? ForVendor(ChatOptions? options) =>
        tenants.IsSingleTenant || options.FindParacle() is not null
            ? options.WithoutParacle()
            : throw new InvalidInputException(
                "tenant", "The model call names no tenant, and this host has several. Pass options made by WithParacle(new LlmCallContext { Tenant = ... }).");
}
