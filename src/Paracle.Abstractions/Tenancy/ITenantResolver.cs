using System.Security.Claims;

namespace Paracle;

/// <summary>Tells who asks from an authenticated principal. A host replaces it to use its own claims.</summary>
public interface ITenantResolver
{
    /// <summary>Whether all callers share <see cref="TenantId.Default"/>. When false, work that names no tenant is refused.</summary>
    bool IsSingleTenant { get; }

    /// <summary>Resolves the caller.</summary>
    /// <param name="principal">The authenticated principal, or null for an anonymous request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The caller.</returns>
    /// <exception cref="AccessDeniedException">The principal names no tenant or subject where one is needed, or several.</exception>
    /// <exception cref="InvalidInputException">The name of the tenant or subject is malformed.</exception>
    ValueTask<Caller> ResolveAsync(ClaimsPrincipal? principal, CancellationToken cancellationToken);
}
