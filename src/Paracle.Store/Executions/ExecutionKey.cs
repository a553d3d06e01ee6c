namespace Paracle.Store;

internal readonly record struct ExecutionKey(TenantId Tenant, ExecutionId Id);
