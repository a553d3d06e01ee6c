using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Paracle.AspNetCore.Tests.Doubles;

namespace Paracle.AspNetCore.Tests.Security;

public sealed class AuthenticationTests
{
    public static TheoryData<string, string> Endpoints => new()
    {
        { "POST", "/api/v1/agents/run" }, { "POST", "/api/v1/agents/run/stream" }, { "GET", "/api/v1/agents" }, { "GET", "/api/v1/agents/helper" },
        { "PUT", "/api/v1/agents/helper" }, { "DELETE", "/api/v1/agents/helper" }, { "GET", "/api/v1/executions" },
        { "GET", "/api/v1/executions/0190b2c4-5d6e-7f80-9123-456789abcdef" }, { "POST", "/api/v1/executions/0190b2c4-5d6e-7f80-9123-456789abcdef/cancel" },
        { "GET", "/api/v1/openapi.json" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_HostRequiresAuthentication_RefusesAnonymousCallers(string method, string path)
    {
        await using var host = await new HttpHost { Conventions = api => api.RequireAuthorization() }.StartAsync();

        (await host.SendAsync(new HttpMethod(method), path, method is "POST" or "PUT" ? HttpHost.Body("helper", "Hi") : null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await host.SendAsync(HttpMethod.Get, "/api/v1/agents/helper", subject: "kim")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_PrincipalNamesNoTenant_IsRefused(string method, string path)
    {
        await using var host = new HttpHost();
        host.Services.AddSingleton<ITenantResolver>(new ClaimsTenantResolver("no-such-claim"));
        await host.StartAsync();
        if (path.EndsWith("openapi.json", StringComparison.Ordinal))
        {
            return; // the document is the same for everybody
        }

        await host.SendAsync(new HttpMethod(method), path, method is "POST" or "PUT" ? HttpHost.Body("helper", "Hi") : null, "kim")
            .ProblemAsync(HttpStatusCode.Forbidden, ErrorCodes.AccessDenied);

        host.Model.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_CallerInBodyOrHeaders_ChangesNothing()
    {
        await using var host = await new HttpHost().StartAsync();

        await host.SendAsync(
            HttpMethod.Post, "/api/v1/agents/run?subject=root&tenant=other",
            """{"agent_id":"helper","task":"Hi","subject":"root","tenant":"other","user_id":"root","caller":{"subject":"root"}}""", "kim",
            ("X-User", "root"), ("X-Tenant", "other"), ("X-Forwarded-User", "root"));

        var execution = await host.OnlyExecutionAsync();
        execution.Subject.ShouldBe("kim");
        execution.Tenant.ShouldBe(TenantId.Default);
    }
}
