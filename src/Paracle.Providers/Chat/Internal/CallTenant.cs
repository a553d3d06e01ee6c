using Microsoft.Extensions.AI;

namespace Paracle.Providers.Chat.Internal;

/// <summary>Whose call it is.</summary>
internal static class CallTenant
{
    /// <exception cref="InvalidInputException">The call names no tenant, and the host has several.</exception>
    public static TenantId Of(ChatOptions? options, ITenantResolver tenants) =>
        options.FindParacle()?.Tenant
        ?? (tenants.IsSingleTenant
            ? TenantId.Default
            : throw new InvalidInputException(
                "tenant", "The model call names no tenant, and this host has several. Pass options made by WithParacle(new LlmCallContext { Tenant = ... })."));
}
