namespace Paracle.Store;

/// <summary>A spec on its way into the store.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Name">The spec's name.</param>
/// <param name="Spec">The spec.</param>
/// <param name="Body">The spec as JSON.</param>
/// <param name="ExpectedVersion">The version it may replace, or null for any.</param>
/// <param name="Now">When it is saved, in whole milliseconds.</param>
internal sealed record SpecToSave<TSpec>(TenantId Tenant, string Name, TSpec Spec, string Body, long? ExpectedVersion, DateTimeOffset Now);
