using System.Security.Claims;

namespace Paracle;

/// <summary>Reads claims, and only those that an authenticated identity vouches for.</summary>
internal static class TrustedClaims
{
    /// <summary>The subjects a principal names: its name identifiers, or without any its <c>sub</c> claims.</summary>
    public static List<string> Subjects(ClaimsPrincipal? principal) =>
        Values(principal, ClaimTypes.NameIdentifier) is { Count: > 0 } names ? names : Values(principal, "sub");

    public static List<string> Values(ClaimsPrincipal? principal, string type) =>
        principal?.Identities.Where(identity => identity.IsAuthenticated)
            .SelectMany(identity => identity.FindAll(type))
            .Select(claim => claim.Value)
            .Distinct(StringComparer.Ordinal)
            .ToList() ?? [];
}
