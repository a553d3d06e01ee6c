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
        var tenants = TrustedClaims.Values(principal, _tenantClaimType);
        var subjects = TrustedClaims.Subjects(principal);
        if (tenants is not [var tenant] || subjects is not [var subject])
        {
            throw new AccessDeniedException(
                $"The request's principal names {tenants.Count} tenants and {subjects.Count} subjects. "
                + $"It needs one '{_tenantClaimType}' claim and one name identifier, of an authenticated identity.");
        }

        return ValueTask.FromResult(new Caller(new TenantId(tenant), subject));
    }
}
