using Microsoft.Extensions.AI;
using Paracle.Providers.PromptBatching.Internal.Lanes;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>What all lanes of a client share.</summary>
internal sealed record PromptLaneParts(
    IChatClient Inner,
    string? Provider,
    PromptBatchingOptions Options,
    LaneOptions Lane,
    Func<string> Nonce,
    PromptBatchingTelemetry Telemetry,
    IPriceList? Prices,
    TimeProvider TimeProvider);
