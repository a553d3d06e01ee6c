namespace Paracle.Providers.PromptBatching.Internal.Embeddings;

/// <summary>What calls must have in common to be embedded together.</summary>
internal sealed record EmbeddingLaneKey(TenantId Tenant, string? Model, int? Dimensions);
