using System.ComponentModel;

namespace Paracle.Runtime.Internal.Agents;

/// <summary>An agent's effective spec as it was in the store. Says whose it is and when it was read, so that a foreign or old value is a miss.</summary>
[ImmutableObject(true)] // lets the cache hand out one instance instead of a copy per reader
internal sealed record CachedAgent(TenantId Tenant, AgentSpec Spec, DateTimeOffset LoadedAt);
