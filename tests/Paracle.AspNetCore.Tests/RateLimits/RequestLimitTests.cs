using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Paracle.AspNetCore.Tests.Doubles;

namespace Paracle.AspNetCore.Tests.RateLimits;

public sealed class RequestLimitTests
{
    private const string Path = "/api/v1/agents/helper";

    [Theory]
    [InlineData(RateLimitScope.Host)]
    [InlineData(RateLimitScope.Shared)]
    public async Task Requests_OverTheLimit_AreRefusedAndToldWhenToComeBack(RateLimitScope scope)
    {
        await using var host = await Limited(2, scope).StartAsync();

        using var first = await host.SendAsync(HttpMethod.Get, Path, subject: "kim");
        using var second = await host.SendAsync(HttpMethod.Get, Path, subject: "kim");
        using var third = await host.SendAsync(HttpMethod.Get, Path, subject: "kim");

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Headers.GetValues("RateLimit-Policy").ShouldBe(["\"agents.get\";q=2;w=86400"]);
        first.Headers.GetValues("RateLimit").ShouldBe(["\"agents.get\";r=1"]);
        second.Headers.GetValues("RateLimit").ShouldBe(["\"agents.get\";r=0"]);
        await third.ProblemAsync(HttpStatusCode.TooManyRequests, ErrorCodes.RateLimited);
        third.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(43_000), TimeSpan.FromSeconds(43_200));
        third.Headers.GetValues("RateLimit").Single().ShouldStartWith("\"agents.get\";r=0;t=43");
    }

    [Fact]
    public async Task Requests_OfEachSubjectTenantAndEndpoint_AreCountedApart()
    {
        await using var host = Limited(1);
        host.Services.AddSingleton<ITenantResolver>(new ClaimsTenantResolver(TestAuthentication.TenantClaim));
        await host.StartAsync();

        foreach (var (method, path, subject) in new[]
        {
            (HttpMethod.Get, Path, "kim@default"), (HttpMethod.Get, Path, "lee@default"), (HttpMethod.Get, Path, "kim@other"),
            (HttpMethod.Get, "/api/v1/agents", "kim@default"), (HttpMethod.Put, "/api/v1/agents/mine", "kim@default"),
        })
        {
            (await host.SendAsync(method, path, method == HttpMethod.Put ? "{}" : null, subject)).StatusCode.ShouldNotBe(HttpStatusCode.TooManyRequests);
            (await host.SendAsync(method, path, method == HttpMethod.Put ? "{}" : null, subject)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }
    }

    [Theory]
    [InlineData("X-Forwarded-For", "10.1.2.3")]
    [InlineData("Forwarded", "for=10.1.2.3")]
    [InlineData("X-Real-IP", "10.1.2.3")]
    [InlineData("X-Forwarded-User", "root")]
    [InlineData("X-Tenant", "other")]
    public async Task Requests_WithSpoofedHeaders_AreTheSameCallers(string header, string value)
    {
        await using var host = await Limited(1).StartAsync();

        (await host.SendAsync(HttpMethod.Get, Path)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await host.SendAsync(HttpMethod.Get, Path, headers: (header, value)).ProblemAsync(HttpStatusCode.TooManyRequests, ErrorCodes.RateLimited);
    }

    [Fact]
    public async Task Requests_BehindAProxyThatTheHostTrusts_AreTheSameCallers()
    {
        await using var host = Limited(1);
        host.Before = application => application.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All });
        await host.StartAsync();

        (await host.SendAsync(HttpMethod.Get, Path, headers: ("X-Forwarded-For", "10.1.2.3"))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await host.SendAsync(HttpMethod.Get, Path, headers: ("X-Forwarded-For", "10.1.2.4"))).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Requests_Refused_RunNothing()
    {
        await using var host = await Limited(1).StartAsync();
        (await host.RunAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await host.RunAsync()).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        host.Model.Calls.Count.ShouldBe(1);
        await host.OnlyExecutionAsync();
    }

    [Fact]
    public async Task Requests_RunAndStream_AreLimitedToo_AndHealthIsNot()
    {
        await using var host = await Limited(1).StartAsync();
        foreach (var path in new[] { "/api/v1/agents/run", "/api/v1/agents/run/stream" })
        {
            (await host.SendAsync(HttpMethod.Post, path, HttpHost.Body("helper", "Hi"))).StatusCode.ShouldBe(HttpStatusCode.OK);
            await host.SendAsync(HttpMethod.Post, path, HttpHost.Body("helper", "Hi")).ProblemAsync(HttpStatusCode.TooManyRequests, ErrorCodes.RateLimited);
        }

        for (var probe = 0; probe < 5; probe++)
        {
            (await host.SendAsync(HttpMethod.Get, "/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Shared_TwoHostsOnOneStore_CountTogether()
    {
        var store = new InMemoryRateLimitStore(TimeProvider.System);
        await using var one = Limited(2, RateLimitScope.Shared);
        await using var two = Limited(2, RateLimitScope.Shared);
        one.Services.Replace(ServiceDescriptor.Singleton<IRateLimitStore>(store));
        two.Services.Replace(ServiceDescriptor.Singleton<IRateLimitStore>(store));
        await one.StartAsync();
        await two.StartAsync();

        (await one.SendAsync(HttpMethod.Get, Path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await two.SendAsync(HttpMethod.Get, Path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await one.SendAsync(HttpMethod.Get, Path)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await two.SendAsync(HttpMethod.Get, Path)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Shared_StoreAway_EachHostCountsForItselfAndAsksAgainLater()
    {
        var store = new BrokenStore();
        await using var host = Limited(2, RateLimitScope.Shared);
        host.Services.Replace(ServiceDescriptor.Singleton<IRateLimitStore>(store));
        await host.StartAsync();

        (await host.SendAsync(HttpMethod.Get, Path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.SendAsync(HttpMethod.Get, Path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.SendAsync(HttpMethod.Get, Path)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        store.Asked.ShouldBe(1);
        host.Logs.GetSnapshot().Count(record => record.Id.Id == EventIdBands.AspNetCore + 3).ShouldBe(1);

        host.Time.Advance(TimeSpan.FromSeconds(5));
        (await host.SendAsync(HttpMethod.Get, Path)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        store.Asked.ShouldBe(2);
    }

    // A day to refill: no permit comes back while a test runs.
    private static HttpHost Limited(int permits, RateLimitScope scope = RateLimitScope.Host) => new(options =>
    {
        options.RateLimitPermits = permits;
        options.RateLimitWindow = TimeSpan.FromDays(1);
        options.RateLimitScope = scope;
    });

    private sealed class BrokenStore : IRateLimitStore
    {
        public int Asked { get; private set; }

        public ValueTask<RateLimitDecision> TryAcquireAsync(string key, RateLimitRule rule, long permits, CancellationToken cancellationToken)
        {
            Asked++;
            throw new UnavailableException("It is away.");
        }

        public ValueTask AdjustAsync(string key, RateLimitRule rule, long permits, CancellationToken cancellationToken) => throw new UnavailableException("It is away.");
    }
}
