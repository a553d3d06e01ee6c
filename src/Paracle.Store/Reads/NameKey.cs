namespace Paracle.Store;

/// <summary>A name, or a subject, of a tenant.</summary>
internal readonly record struct NameKey(TenantId Tenant, string Name);
