using Microsoft.Extensions.AI;

namespace Paracle.Providers.Identity.Internal;

/// <summary>A request that may share its answer.</summary>
internal readonly record struct IdentifiedRequest(RequestIdentity Identity, TenantId Tenant, IReadOnlyList<ChatMessage> Messages);
