using System.Security.Claims;

namespace Paracle;

internal static class SubjectClaim
{
    public static string? Find(ClaimsPrincipal? principal) =>
        principal?.Identity?.IsAuthenticated == true
            ? principal.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? principal.FindFirst("sub")?.Value
            : null;
}
