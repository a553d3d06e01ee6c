using Microsoft.Extensions.AI;

namespace Paracle.Providers.Chat.Internal;

/// <summary>A provider that may answer a call, and the model it would be asked for.</summary>
internal sealed record ChatTarget(string Provider, string? FixedModel, string? DefaultModel)
{
    public string? ModelOf(ChatOptions? options) => FixedModel ?? options?.ModelId ?? DefaultModel;
}
