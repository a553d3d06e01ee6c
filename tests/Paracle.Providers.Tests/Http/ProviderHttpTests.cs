using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Tests.Wire;
using Paracle.Simulation;

namespace Paracle.Providers.Tests.Http;

public sealed class ProviderHttpTests
{
    [Fact]
    public async Task Resilience_HostGivesAllClientsItsOwn_IsStillOneLayer()
    {
        await using var wire = await WireHost.StartAsync<PlainVendor>(configure: builder =>
            builder.Services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler(resilience =>
            {
                resilience.Retry.Delay = TimeSpan.FromMilliseconds(1);
                resilience.AttemptTimeout.Timeout = TimeSpan.FromMilliseconds(50);
            })));
        wire.Server.Enqueue(
            ModelReply.Text("late") with { FirstTokenDelay = TimeSpan.FromMilliseconds(300) },
            ModelReply.Status(503), ModelReply.Status(503), ModelReply.Status(503));

        (await wire.Client.GetResponseAsync("Hello")).Text.ShouldContain("late");
        await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello"));

        wire.Server.Counters.Current.Received.ShouldBe(1 + 3);
    }

    [Fact]
    public async Task Refusal_WithACode_NamesIt()
    {
        await using var wire = await WireHost.StartAsync<PlainVendor>();
        wire.Server.Enqueue(ModelReply.Raw("""{"error":{"message":"m","type":"invalid_request_error","code":"context_length_exceeded"}}""", statusCode: 400));

        var error = await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello"));

        error.Message.ShouldStartWith("Provider 'wire' answered with status 400 (context_length_exceeded).");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"error\":")]
    [InlineData("""{"error":"a word"}""")]
    [InlineData("""{"error":{"code":17,"type":"no code: a sentence"}}""")]
    public async Task Refusal_WithoutACode_StillTellsItsStatus(string body)
    {
        await using var wire = await WireHost.StartAsync<PlainVendor>();
        wire.Server.Enqueue(ModelReply.Raw(body, statusCode: 400));

        var error = await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello"));

        error.Message.ShouldStartWith("Provider 'wire' answered with status 400.");
    }

    [Fact]
    public async Task Refusal_WithAHugeBody_StillTellsItsStatus()
    {
        await using var wire = await WireHost.StartAsync<PlainVendor>();
        wire.Server.Enqueue(ModelReply.Raw(new string(' ', 10_000_000), statusCode: 400));

        (await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello"))).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Connect_NeverDone_EndsInTimeAfterAllAttempts()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var attempts = 0;
        await using var host = new ProviderHost(builder =>
        {
            new PlainVendor().Add(builder, "silent", new Uri($"https://{silent.LocalEndpoint}"), "test-key", http =>
            {
                http.ConnectTimeout = TimeSpan.FromMilliseconds(100);
                http.RetryDelay = TimeSpan.FromMilliseconds(1);
            });
            builder.Services.AddHttpClient("paracle.provider.silent").AddHttpMessageHandler(() => new RequestProbe(_ => Interlocked.Increment(ref attempts)));
        });

        var error = await Should.ThrowAsync<ProviderException>(() => host.Client().GetResponseAsync("Hello").WaitAsync(WireHost.Patience));

        error.Message.ShouldContain("it did not connect in time");
        attempts.ShouldBe(3);
    }

    [Fact]
    public async Task Stream_LongerThanTheTimeToBegin_ComesToItsEnd()
    {
        var time = new FakeTimeProvider();
        await using var wire = await WireHost.StartAsync<PlainVendor>(
            http => (http.IdleTimeout, http.CallTimeout) = (TimeSpan.FromHours(1), TimeSpan.FromDays(1)),
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        wire.Server.Enqueue(ModelReply.Text("one two three"));
        List<string> lines = [];

        await foreach (var update in wire.Client.GetStreamingResponseAsync("Hello"))
        {
            // Between two pieces more time goes by than an attempt, or all of them, may take until the answer begins.
            time.Advance(TimeSpan.FromMinutes(30));
            lines.Add(update.Text);
        }

        lines.ShouldContain(line => line.Contains(" three"));
        lines.ShouldContain("data: [DONE]");
    }

    [Fact]
    public async Task Stream_ALineBeyondAllReason_IsCutOff()
    {
        await using var wire = await WireHost.StartAsync<PlainVendor>();
        wire.Server.Enqueue(ModelReply.LongLine());

        var error = (await wire.ReadAsync().WaitAsync(WireHost.Patience)).Error.ShouldBeOfType<ProviderException>();

        error.Message.ShouldContain("raise Http.MaxLineBytes");
        error.Failure.ShouldBe(ProviderFailure.BrokenOff);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_ABodyBeyondAllReason_IsCutOff(bool isStreaming)
    {
        await using var wire = await WireHost.StartAsync<PlainVendor>(http => http.MaxBodyBytes = 10_000);
        wire.Server.Responder = _ => ModelReply.TextChunks([.. Enumerable.Repeat("0123456789", 2_000)]);

        var error = isStreaming ? (await wire.ReadAsync()).Error : await Record.ExceptionAsync(() => wire.Client.GetResponseAsync("Hello"));

        error.ShouldBeOfType<ProviderException>().Message.ShouldContain("raise Http.MaxBodyBytes");
        wire.Server.Counters.Current.Received.ShouldBe(1);
    }

    [Fact]
    public async Task Answer_NotBegunInTime_IsATypedErrorAndNotSentAgain()
    {
        var time = new FakeTimeProvider();
        await using var wire = await WireHost.StartAsync<PlainVendor>(
            http => http.AttemptTimeout = TimeSpan.FromMinutes(1),
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        wire.Server.Responder = _ => ModelReply.Text("too late") with { FirstTokenDelay = WireHost.Patience };

        var call = wire.Client.GetResponseAsync("Hello");
        await wire.Server.Counters.WaitForInFlightAsync(1, WireHost.Patience);
        time.Advance(TimeSpan.FromMinutes(1));

        var error = await Should.ThrowAsync<ProviderException>(() => call.WaitAsync(WireHost.Patience));
        error.Message.ShouldContain("Http.AttemptTimeout");
        await wire.Server.Counters.WaitForAbortedAsync(1, WireHost.Patience);
        wire.Server.Counters.Current.Received.ShouldBe(1);
    }

    [Fact]
    public async Task Proxy_IfToldSo_IsUsedAndResolvesForItself()
    {
        SocketsHttpHandler? sockets = null;
        await using var wire = await WireHost.StartAsync<PlainVendor>(
            http => http.UseProxy = true,
            builder => builder.Services.AddHttpClient("paracle.provider." + WireHost.Provider).UseSocketsHttpHandler((handler, _) => sockets = handler));

        await wire.Client.GetResponseAsync("Hello");

        sockets.ShouldNotBeNull().UseProxy.ShouldBeTrue();
        sockets.ConnectCallback.ShouldBeNull();
    }

    [Fact]
    public async Task Address_RefusedOverAndOver_OpensNoCircuit()
    {
        await using var host = new ProviderHost(builder =>
            new PlainVendor().Add(builder, "inner", new Uri("https://10.0.0.7"), "test-key", http => http.BreakerMinimumAttempts = 2));

        for (var call = 0; call < 5; call++)
        {
            (await Should.ThrowAsync<ProviderException>(() => host.Client().GetResponseAsync("Hello"))).Failure.ShouldBe(ProviderFailure.NotSent);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("canary-2c2c with a space")]
    [InlineData("canary-2c2c\r\nX-Other: header")]
    public async Task ApiKeyProvider_FailsOrGivesNoKey_SendsNothingAndRepeatsNothing(string? key)
    {
        await using var wire = await WireHost.StartAsync<PlainVendor>(http => http.ApiKeyProvider = _ =>
            key is null ? throw new InvalidOperationException("canary-2c2c is locked") : ValueTask.FromResult(key));

        var error = await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello"));

        error.Failure.ShouldBe(ProviderFailure.NotSent);
        error.Message.ShouldContain("Http.ApiKeyProvider");
        error.ToString().ShouldNotContain("canary-2c2c");
        wire.Server.Counters.Current.Received.ShouldBe(0);
    }

    [Fact]
    public async Task Connections_Always_AreBoundedAndCarryNothingForeign()
    {
        SocketsHttpHandler? sockets = null;
        HttpRequestMessage? request = null;
        await using var wire = await WireHost.StartAsync<PlainVendor>(
            http => (http.MaxConnectionsPerServer, http.ConnectTimeout, http.KeepAlivePingTimeout) = (7, TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(9)),
            builder => builder.Services.AddHttpClient("paracle.provider." + WireHost.Provider)
                .AddHttpMessageHandler(() => new RequestProbe(sent => request = sent))
                .UseSocketsHttpHandler((handler, _) => sockets = handler));

        await wire.Client.GetResponseAsync("Hello");

        request.ShouldNotBeNull().Version.ShouldBe(HttpVersion.Version20);
        request.VersionPolicy.ShouldBe(HttpVersionPolicy.RequestVersionOrLower);
        sockets.ShouldNotBeNull().EnableMultipleHttp2Connections.ShouldBeTrue();
        sockets.PooledConnectionLifetime.ShouldBe(TimeSpan.FromMinutes(5));
        sockets.PooledConnectionIdleTimeout.ShouldBe(TimeSpan.FromMinutes(1));
        sockets.KeepAlivePingDelay.ShouldBe(TimeSpan.FromSeconds(15));
        sockets.KeepAlivePingTimeout.ShouldBe(TimeSpan.FromMinutes(9));
        sockets.ConnectTimeout.ShouldBe(TimeSpan.FromSeconds(50));
        sockets.MaxConnectionsPerServer.ShouldBe(7);
        sockets.AllowAutoRedirect.ShouldBeFalse();
        sockets.UseCookies.ShouldBeFalse();
        sockets.UseProxy.ShouldBeFalse();
        sockets.ConnectCallback.ShouldNotBeNull();
        sockets.AutomaticDecompression.ShouldBe(DecompressionMethods.All);
    }
}
