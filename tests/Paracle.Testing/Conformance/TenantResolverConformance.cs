using System.Security.Claims;

namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="ITenantResolver"/> promises.</summary>
public abstract class TenantResolverConformance
{
    /// <summary>The resolver.</summary>
    protected abstract ITenantResolver Resolver { get; }

    /// <summary>A principal of this tenant and subject, authenticated, as the resolver expects it. A single-tenant resolver's has no tenant.</summary>
    protected abstract ClaimsPrincipal Principal(string tenant, string subject);

    [Fact]
    public async Task Resolve_SoundPrincipal_ItsTenantAndSubject()
    {
        var caller = await Resolver.ResolveAsync(Principal("acme", "someone"), CancellationToken.None);
        caller.ShouldBe(new Caller(Resolver.IsSingleTenant ? TenantId.Default : new TenantId("acme"), "someone"));
    }

    [Fact]
    public async Task Resolve_SubjectsThatLookAlike_AreNotTheSame()
    {
        foreach (var subject in Texts.LiteralKeys)
        {
            (await Resolver.ResolveAsync(Principal("acme", subject), CancellationToken.None)).Subject.ShouldBe(subject);
        }
    }

    [Fact]
    public async Task Resolve_BadSubject_Refused()
    {
        foreach (var subject in Texts.BadKeys.OfType<string>())
        {
            await Should.ThrowAsync<ParacleException>(async () => await Resolver.ResolveAsync(Principal("acme", subject), CancellationToken.None), Texts.Show(subject));
        }
    }

    [Fact]
    public async Task Resolve_SeveralSubjects_Denied()
    {
        var principal = Principal("acme", "someone");
        ((ClaimsIdentity)principal.Identity!).AddClaims(Principal("acme", "somebody").Claims);
        await Should.ThrowAsync<AccessDeniedException>(async () => await Resolver.ResolveAsync(principal, CancellationToken.None));
    }

    [Fact]
    public async Task Resolve_NobodyVouchesForThePrincipal_NeverItsTenantOrSubject()
    {
        foreach (var principal in new[] { null, new ClaimsPrincipal(), new ClaimsPrincipal(new ClaimsIdentity(Principal("acme", "someone").Claims)) })
        {
            if (Resolver.IsSingleTenant)
            {
                var caller = await Resolver.ResolveAsync(principal, CancellationToken.None);
                (caller.Tenant, caller.Subject).ShouldBe((TenantId.Default, SingleTenantResolver.AnonymousSubject));
            }
            else
            {
                await Should.ThrowAsync<AccessDeniedException>(async () => await Resolver.ResolveAsync(principal, CancellationToken.None));
            }
        }
    }

    [Fact]
    public async Task Resolve_TenantOfAnUnauthenticatedIdentity_IsNotTrusted()
    {
        var principal = new ClaimsPrincipal(
        [
            new ClaimsIdentity(Principal("victim", "root").Claims),
            new ClaimsIdentity(Principal("acme", "someone").Claims, "test"),
        ]);
        var caller = await Resolver.ResolveAsync(principal, CancellationToken.None);
        caller.ShouldBe(new Caller(Resolver.IsSingleTenant ? TenantId.Default : new TenantId("acme"), "someone"));
    }

    [Fact]
    public async Task Resolve_Tenants_MustBeOneAndSound()
    {
        if (Resolver.IsSingleTenant)
        {
            (await Resolver.ResolveAsync(Principal("any thing", "someone"), CancellationToken.None)).Tenant.ShouldBe(TenantId.Default);
            return;
        }

        foreach (var tenant in Texts.BadNames.OfType<string>())
        {
            await Should.ThrowAsync<ParacleException>(async () => await Resolver.ResolveAsync(Principal(tenant, "someone"), CancellationToken.None), Texts.Show(tenant));
        }

        var several = Principal("acme", "someone");
        ((ClaimsIdentity)several.Identity!).AddClaims(Principal("other", "someone").Claims);
        await Should.ThrowAsync<AccessDeniedException>(async () => await Resolver.ResolveAsync(several, CancellationToken.None));
    }

    [Fact]
    public async Task Resolve_Cancelled_Ends() => await Should.ThrowAsync<OperationCanceledException>(
        async () => await Resolver.ResolveAsync(Principal("acme", "someone"), new CancellationToken(canceled: true)));
}
