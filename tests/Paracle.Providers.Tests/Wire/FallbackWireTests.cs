using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.AI;
using Paracle.Simulation;

namespace Paracle.Providers.Tests.Wire;

/// <summary>What a route does over a vendor's real client: how many requests each provider gets, and who answers.</summary>
public abstract class FallbackWireTests<TVendor>
    where TVendor : IWireVendor, new()
{
    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task Status_OfAProviderInTrouble_MovesOnAfterExactlyThePolicysAttempts(int status)
    {
        await using var route = await RouteHost.StartAsync<TVendor>(http => http.MaxAttempts = 3);
        route.First.Responder = _ => ModelReply.Status(status);

        var response = await route.Client.GetResponseAsync("Hello");

        route.Received.ShouldBe((3, 1));
        response.FindParacle().ShouldNotBeNull().ShouldSatisfyAllConditions(context => context.Provider.ShouldBe("second"), context => context.IsFallback.ShouldBeTrue());
    }

    [Fact]
    public async Task Status_OfAllProviders_IsThePolicysAttemptsAtEach()
    {
        await using var route = await RouteHost.StartAsync<TVendor>(http => http.MaxAttempts = 3);
        route.First.Responder = _ => ModelReply.Status(503);
        route.Second.Responder = _ => ModelReply.Status(503);

        (await Should.ThrowAsync<ProviderException>(() => route.Client.GetResponseAsync("Hello"))).Status.ShouldBe(503);

        route.Received.ShouldBe((3, 3));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task Status_ThatAnotherProviderWouldNotMend_IsTheCallersToSee(int status)
    {
        await using var route = await RouteHost.StartAsync<TVendor>();
        route.First.Responder = _ => ModelReply.Status(status);

        (await Should.ThrowAsync<ProviderException>(() => route.Client.GetResponseAsync("Hello"))).Status.ShouldBe(status);

        route.Received.ShouldBe((1, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RetryAfter_LongerThanTheDeadline_MovesOnAtOnceThoughItWouldBeWaitedFor(bool isStreaming)
    {
        await using var route = await RouteHost.StartAsync<TVendor>(http => http.TotalTimeout = http.MaxRetryAfter = TimeSpan.FromHours(1));
        route.First.Responder = _ => ModelReply.RateLimited(TimeSpan.FromMinutes(50));
        var options = new ChatOptions().WithParacle(new LlmCallContext { Tenant = TenantId.Default, Deadline = TimeProvider.System.GetUtcNow().AddMinutes(40) });

        foreach (var _ in new[] { 1, 2 })
        {
            await (isStreaming
                ? route.Client.GetStreamingResponseAsync("Hello", options).ToChatResponseAsync()
                : route.Client.GetResponseAsync("Hello", options)).WaitAsync(WireHost.Patience);
        }

        route.Received.ShouldBe((2, 2));
    }

    [Fact]
    public async Task RetryAfter_LongerThanIsWaited_MovesOnAtOnce()
    {
        await using var route = await RouteHost.StartAsync<TVendor>();
        route.First.Responder = _ => ModelReply.RateLimited(TimeSpan.FromHours(24));

        await route.Client.GetResponseAsync("Hello").WaitAsync(WireHost.Patience);

        route.Received.ShouldBe((1, 1));
    }

    [Fact]
    public async Task RetryAfter_LongerThanTheLimitSet_MovesOnAtOnceThoughItWouldFit()
    {
        await using var route = await RouteHost.StartAsync<TVendor>(http => http.MaxRetryAfter = TimeSpan.FromSeconds(1));
        route.First.Responder = _ => ModelReply.RateLimited(TimeSpan.FromSeconds(60));

        await route.Client.GetResponseAsync("Hello").WaitAsync(WireHost.Patience);

        route.Received.ShouldBe((1, 1));
    }

    [Fact]
    public async Task Server_Away_MovesOn()
    {
        await using var route = await RouteHost.StartAsync<TVendor>();
        await route.First.DisposeAsync();
        using var port = new Socket(SocketType.Stream, ProtocolType.Tcp); // so that no other server gets it; this one does not listen
        port.Bind(IPEndPoint.Parse(route.First.BaseAddress.Authority));

        (await route.Client.GetResponseAsync("Hello")).FindParacle().ShouldNotBeNull().Provider.ShouldBe("second");
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Request_AcceptedThenDropped_MovesOnOnlyIfTheHostWantsIt(bool isWanted, int second)
    {
        await using var route = await RouteHost.StartAsync<TVendor>(route: options => options.MoveOnWithoutStatus = isWanted);
        route.First.Responder = _ => ModelReply.Dropped();

        var error = await Record.ExceptionAsync(() => route.Client.GetResponseAsync("Hello"));

        (error as ProviderException)?.Failure.ShouldBe(ProviderFailure.NoStatus);
        (error is null).ShouldBe(isWanted);
        route.Received.ShouldBe((1, second));
    }

    [Fact]
    public async Task Stream_RefusedBeforeItBegan_MovesOn()
    {
        await using var route = await RouteHost.StartAsync<TVendor>();
        route.First.Responder = _ => ModelReply.Status(503);
        route.Second.Enqueue(ModelReply.Text("one two"));

        var updates = await route.Client.GetStreamingResponseAsync("Hello").ToListAsync();

        string.Concat(updates.Select(update => update.Text)).ShouldContain("two");
        updates[^1].FindParacle().ShouldNotBeNull().Provider.ShouldBe("second");
        route.Received.ShouldBe((3, 1));
    }

    [Fact]
    public async Task Stream_CutAfterItsFirstToken_NeverMovesOn()
    {
        await using var route = await RouteHost.StartAsync<TVendor>(route: options => options.MoveOnWithoutStatus = true);
        route.First.Enqueue(ModelReply.Text("one two three") with { Fault = StreamFault.CutAfter(2) });

        await Should.ThrowAsync<ProviderException>(async () => await route.Client.GetStreamingResponseAsync("Hello").ToListAsync());

        route.Received.ShouldBe((1, 0));
    }

    [Fact]
    public async Task Circuit_Open_MovesOnWithoutARequest()
    {
        await using var route = await RouteHost.StartAsync<TVendor>(http =>
        {
            http.MaxAttempts = 1;
            http.BreakerMinimumAttempts = 2;
            http.BreakerWindow = http.BreakerPause = TimeSpan.FromMinutes(30);
        });
        route.First.Responder = _ => ModelReply.Status(500);

        for (var call = 0; call < 5; call++)
        {
            await route.Client.GetResponseAsync("Hello");
        }

        route.Received.ShouldBe((2, 5));
        (await Should.ThrowAsync<ProviderException>(() => route.Host.Client("first").GetResponseAsync("Hello"))).Failure.ShouldBe(ProviderFailure.CircuitOpen);
    }
}
