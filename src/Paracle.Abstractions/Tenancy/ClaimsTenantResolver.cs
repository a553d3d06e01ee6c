using System.Security.Claims;

namespace Paracle;

/// <summary>Takes the tenant from one claim and the subject from the name identifier claim, else <c>sub</c>. Both must be there, once.</summary>
/// <param name="tenantClaimType">The claim that names the tenant, for example <c>tenant</c> or <c>tid</c>.</param>
public sealed class ClaimsTenantResolver(string tenantClaimType) : ITenantResolver
{
    private readonly string _tenantClaimType = InputRules.RequireKey(tenantClaimType, nameof(tenantClaimType));

    /// <inheritdoc/>
    public bool IsSingleTenant => false;

    /// <inheritdoc/>
    public ValueTask<Caller> ResolveAsync(ClaimsPrincipal? principal, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var tenants = principal?.FindAll(_tenantClaimType).Select(claim => claim.Value).Distinct(StringComparer.Ordinal).Take(2).ToList();
        var subject = SubjectClaim.Find(principal);
        if (tenants is not [var tenant] || subject is null)
        {
            throw new AccessDeniedException(
                $"The request's principal names {tenants?.Count switch { null or 0 => "no tenant", 1 => "no subject", _ => "several tenants" }}. "
                + $"It needs one '{_tenantClaimType}' claim and a name identifier.");
        }

        return ValueTask.FromResult(new Caller(new TenantId(tenant), subject));
    }
}
