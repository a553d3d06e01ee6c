using System.Security.Claims;
using Paracle.Testing.Conformance;

namespace Paracle.Abstractions.Tests.Tenancy;

public sealed class SingleTenantResolverTests : TenantResolverConformance
{
    protected override ITenantResolver Resolver { get; } = new SingleTenantResolver();

    protected override ClaimsPrincipal Principal(string tenant, string subject) => new(new ClaimsIdentity([new Claim("sub", subject)], "test"));

    [Fact]
    public async Task Resolve_NameIdentifierBesideSub_TheNameIdentifier()
    {
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "other"), new Claim(ClaimTypes.NameIdentifier, "someone")], "test"));
        (await Resolver.ResolveAsync(principal, CancellationToken.None)).Subject.ShouldBe("someone");
    }
}
