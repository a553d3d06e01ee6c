namespace Paracle.Runtime.Internal.Grants;

internal readonly record struct GrantKey(TenantId Tenant, string Subject);
