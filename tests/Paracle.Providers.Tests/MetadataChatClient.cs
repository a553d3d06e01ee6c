using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tests;

/// <summary>A client that tells who it is.</summary>
internal sealed class MetadataChatClient(ChatClientMetadata metadata, IChatClient? inner = null) : DelegatingChatClient(inner ?? new ScriptedChatClient("answer"))
{
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? metadata : base.GetService(serviceType, serviceKey);
}
