using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Paracle.AspNetCore.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.AspNetCore.Tests.Health;

public sealed class HealthEndpointsTests
{
    [Fact]
    public async Task Live_Always_Answers()
    {
        await using var host = await new HttpHost().StartAsync();

        (await host.SendAsync(HttpMethod.Get, "/health/live").JsonAsync()).GetRawText().ShouldBe("""{"status":"live"}""");
    }

    [Fact]
    public async Task Ready_FindingsShortOfAnError_IsReadyAndTellsThem()
    {
        await using var host = await new HttpHost().StartAsync();

        var ready = await host.SendAsync(HttpMethod.Get, "/health/ready").JsonAsync();

        ready.Text("status").ShouldBe("ready");
        var reason = ready.GetProperty("reasons")[0];
        reason.Text("check").ShouldBe("memory.durability");
        reason.Text("severity").ShouldBe("warning");
        reason.Names().ShouldBe(["check", "severity", "message", "remedy"]);
    }

    [Fact]
    public async Task Ready_Error_TurnsRedAndGreenAgainWithoutARestart()
    {
        var check = new TestCheck { Findings = [new StoreFinding(StoreFindingSeverity.Error, "The server does not answer.", "Start it.")] };
        await using var host = new HttpHost();
        host.Services.AddSingleton<IStoreCheck>(check);
        await host.StartAsync();

        var red = await host.SendAsync(HttpMethod.Get, "/health/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);
        check.Findings = [];
        host.Time.Advance(TimeSpan.FromSeconds(1));

        red.Text("status").ShouldBe("not_ready");
        red.GetProperty("reasons").EnumerateArray().Last().Text("message").ShouldBe("The server does not answer.");
        (await host.SendAsync(HttpMethod.Get, "/health/ready").JsonAsync()).Text("status").ShouldBe("ready");
    }

    [Fact]
    public async Task Ready_AskedByMany_RunsTheChecksOnceInItsLifetime()
    {
        var check = new TestCheck();
        await using var host = new HttpHost();
        host.Services.AddSingleton<IStoreCheck>(check);
        await host.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => host.SendAsync(HttpMethod.Get, "/health/ready")));
        check.Runs.ShouldBe(1);

        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.SendAsync(HttpMethod.Get, "/health/ready");
        check.Runs.ShouldBe(2);
    }

    [Fact]
    public async Task Ready_AnotherWasAnsweredSinceTheCallerLooked_DoesNotRunTheChecksAgain()
    {
        var check = new TestCheck();
        using var time = new HoldingTime();
        await using var host = new HttpHost();
        host.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        host.Services.AddSingleton<IStoreCheck>(check);
        await host.StartAsync();
        await host.SendAsync(HttpMethod.Get, "/health/ready");
        time.Advance(TimeSpan.FromSeconds(1));

        var held = time.HoldNext();
        var late = host.SendAsync(HttpMethod.Get, "/health/ready");
        await held.WaitAsync(Waiting.Limit);
        await host.SendAsync(HttpMethod.Get, "/health/ready");
        time.Release();

        (await late).StatusCode.ShouldBe(HttpStatusCode.OK);
        check.Runs.ShouldBe(2);
    }

    [Fact]
    public async Task Ready_CheckThatHangs_IsAReasonOnceItsTimeIsOver()
    {
        var check = new TestCheck { Hangs = true };
        await using var host = new HttpHost();
        host.Services.AddSingleton<IStoreCheck>(check);
        await host.StartAsync();

        var asked = host.SendAsync(HttpMethod.Get, "/health/ready");
        await Waiting.UntilAsync(() => check.Runs == 1);
        host.Time.Advance(TimeSpan.FromSeconds(5));

        var red = await asked.JsonAsync(HttpStatusCode.ServiceUnavailable);
        red.GetProperty("reasons").EnumerateArray().Last().Text("check").ShouldBe("test");
    }

    [Fact]
    public async Task Ready_CheckThatThrows_IsAReasonWithoutItsMessage()
    {
        var check = new TestCheck { Error = new InvalidTimeZoneException("canary") };
        await using var host = new HttpHost();
        host.Services.AddSingleton<IStoreCheck>(check);
        await host.StartAsync();

        var red = await host.SendAsync(HttpMethod.Get, "/health/ready").JsonAsync(HttpStatusCode.ServiceUnavailable);

        red.GetRawText().ShouldContain(nameof(InvalidTimeZoneException));
        red.GetRawText().ShouldNotContain("canary");
        host.Logs.GetSnapshot().ShouldAllBe(record => !record.Message.Contains("canary"));
    }

    [Fact]
    public async Task Health_HostThatRequiresAuthenticationEverywhere_IsStillAnswered()
    {
        await using var host = new HttpHost { Conventions = api => api.RequireAuthorization() };
        host.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        await host.StartAsync();

        (await host.SendAsync(HttpMethod.Get, "/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.SendAsync(HttpMethod.Get, "/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private sealed class TestCheck : IStoreCheck
    {
        private int _runs;

        public string Name => "test";

        public IReadOnlyList<StoreFinding> Findings { get; set; } = [];

        public Exception? Error { get; init; }

        public bool Hangs { get; init; }

        public int Runs => Volatile.Read(ref _runs);

        public async ValueTask<IReadOnlyList<StoreFinding>> CheckAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _runs);
            if (Hangs)
            {
                // Not even listening to its token.
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
            }

            return Error is null ? Findings : throw Error;
        }
    }

    /// <summary>Holds the one who reads the clock next until the test lets go of it; all others go on.</summary>
    private sealed class HoldingTime : FakeTimeProvider, IDisposable
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _released = new();
        private int _holds;

        public Task HoldNext()
        {
            Volatile.Write(ref _holds, 1);
            return _held.Task;
        }

        public void Release() => _released.Set();

        public void Dispose() => _released.Dispose();

        public override long GetTimestamp()
        {
            // What is read is from before the hold.
            var timestamp = base.GetTimestamp();
            if (Interlocked.Exchange(ref _holds, 0) == 1)
            {
                _held.SetResult();
                _released.Wait(Waiting.Limit).ShouldBeTrue();
            }

            return timestamp;
        }
    }
}
