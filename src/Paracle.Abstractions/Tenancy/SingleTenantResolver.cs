using System.Security.Claims;

namespace Paracle;

/// <summary>Puts every caller into <see cref="TenantId.Default"/>. The subject is the name identifier claim, else <c>sub</c>, else <c>anonymous</c>.</summary>
public sealed class SingleTenantResolver : ITenantResolver
{
    /// <summary>The subject of a principal without a name identifier: <c>anonymous</c>.</summary>
    public const string AnonymousSubject = "anonymous";

    /// <inheritdoc/>
    public bool IsSingleTenant => true;

    /// <inheritdoc/>
    public ValueTask<Caller> ResolveAsync(ClaimsPrincipal? principal, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return TrustedClaims.Subjects(principal) switch
        {
            [] => ValueTask.FromResult(new Caller(TenantId.Default, AnonymousSubject)),
            [var subject] => ValueTask.FromResult(new Caller(TenantId.Default, subject)),
            var several => throw new AccessDeniedException($"The request's principal names {several.Count} subjects. It needs one name identifier."),
        };
    }
}
