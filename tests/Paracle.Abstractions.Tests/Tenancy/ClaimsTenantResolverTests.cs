using System.Security.Claims;
using Paracle.Testing;
using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.Tenancy;

public sealed class ClaimsTenantResolverTests : TenantResolverConformance
{
    protected override ITenantResolver Resolver { get; } = new ClaimsTenantResolver("tid");

    protected override ClaimsPrincipal Principal(string tenant, string subject) =>
        new(new ClaimsIdentity([new Claim("tid", tenant), new Claim(ClaimTypes.NameIdentifier, subject)], "test"));

    [Fact]
    public async Task Resolve_TenantWithoutSubject_Denied()
    {
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim("tid", "acme")], "test"));
        await Should.ThrowAsync<AccessDeniedException>(async () => await Resolver.ResolveAsync(principal, CancellationToken.None));
    }

    [Fact]
    public async Task Resolve_SubjectWithoutTenant_Denied()
    {
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "someone")], "test"));
        var error = await Should.ThrowAsync<AccessDeniedException>(async () => await Resolver.ResolveAsync(principal, CancellationToken.None));
        error.Message.ShouldContain("'tid'");
    }

    [Fact]
    public void New_BadClaimType_Refused()
    {
        foreach (var type in Texts.BadKeys)
        {
            Should.Throw<InvalidInputException>(() => new ClaimsTenantResolver(type!), Texts.Show(type));
        }
    }
}
