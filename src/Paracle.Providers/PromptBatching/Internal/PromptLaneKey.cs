using Microsoft.Extensions.AI;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>What prompts must have in common to go out in one call. The provider is the client's own.</summary>
internal sealed record PromptLaneKey(
    TenantId Tenant,
    string? Model,
    string? Instructions,
    int SystemMessages,
    string System,
    float? Temperature,
    float? TopP,
    int? TopK,
    float? FrequencyPenalty,
    float? PresencePenalty,
    int? MaxOutputTokens,
    ReasoningEffort? ReasoningEffort,
    ReasoningOutput? ReasoningOutput,
    string? Schema,
    string? SchemaName,
    string? SchemaDescription);
