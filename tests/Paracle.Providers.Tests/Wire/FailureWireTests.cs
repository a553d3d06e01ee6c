using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Paracle.Simulation;
using Paracle.Testing;

namespace Paracle.Providers.Tests.Wire;

/// <summary>What every vendor's client has to do when the provider refuses, fails or breaks off.</summary>
public abstract class FailureWireTests<TVendor>
    where TVendor : IWireVendor, new()
{
    private static readonly AnswerReply FourWords = ModelReply.Text("one two three four");

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task Status_ThatWillNotChange_IsOneAttemptAndATypedError(int status)
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        wire.Server.Responder = _ => ModelReply.Status(status, "words of the provider");

        var error = await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello"));

        error.Status.ShouldBe(status);
        error.Provider.ShouldBe(WireHost.Provider);
        error.Code.ShouldBe(ErrorCodes.Provider);
        error.ToString().ShouldNotContain("words of the provider");
        wire.Server.Counters.Current.Received.ShouldBe(1);
    }

    [Theory]
    [InlineData(false, 429)]
    [InlineData(false, 503)]
    [InlineData(true, 503)]
    [InlineData(false, 529)]
    public async Task Status_ThatMayPass_IsAsManyAttemptsAsThePolicySays(bool isStreaming, int status)
    {
        await using var wire = await WireHost.StartAsync<TVendor>(http => http.MaxAttempts = 4);
        wire.Server.Responder = _ => ModelReply.Status(status);

        var error = isStreaming ? (await wire.ReadAsync()).Error : await Record.ExceptionAsync(() => wire.Client.GetResponseAsync("Hello"));

        error.ShouldBeOfType<ProviderException>().Status.ShouldBe(status);
        wire.Server.Counters.Current.Received.ShouldBe(4);
    }

    [Fact]
    public async Task Status_ThatPasses_IsAnsweredBySendingTheSameRequestAgain()
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        wire.Server.Enqueue(ModelReply.Status(503), ModelReply.Status(500), ModelReply.Text("at last"));

        (await wire.Client.GetResponseAsync("Hello")).Text.ShouldBe("at last");

        wire.Server.Requests.Select(request => request.Json.GetRawText()).Distinct().ShouldHaveSingleItem().ShouldContain("Hello");
    }

    [Fact]
    public async Task RetryAfter_LongerThanTheDeadline_FailsThatCallAtOnceAndNotOneWithMoreTime()
    {
        var time = new FakeTimeProvider();
        await using var wire = await WireHost.StartAsync<TVendor>(
            http => http.AttemptTimeout = http.TotalTimeout = TimeSpan.FromHours(1),
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        var refusals = 0;
        wire.Server.Responder = _ => Interlocked.Increment(ref refusals) <= 2 ? ModelReply.RateLimited(TimeSpan.FromSeconds(1)) : ModelReply.Text("Good day");

        var hurried = await Record.ExceptionAsync(() => wire.Client.GetResponseAsync("Hello", Until(TimeSpan.FromSeconds(1))));
        var patient = wire.Client.GetResponseAsync("Hello", Until(TimeSpan.FromHours(1)));
        await Waiting.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            return patient.IsCompleted;
        });

        hurried.ShouldBeOfType<ProviderException>().RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        (await patient).Text.ShouldBe("Good day");
        wire.Server.Counters.Current.Received.ShouldBe(3);

        ChatOptions Until(TimeSpan left) => new ChatOptions().WithParacle(new LlmCallContext { Tenant = TenantId.Default, Deadline = time.GetUtcNow() + left });
    }

    [Fact]
    public async Task RetryAfter_LongerThanTheTimeLeft_FailsAtOnceAndSaysIt()
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        wire.Server.Responder = _ => ModelReply.RateLimited(TimeSpan.FromHours(24));

        var error = await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello"));

        error.Status.ShouldBe(429);
        error.RetryAfter.ShouldBe(TimeSpan.FromHours(24));
        wire.Server.Counters.Current.Received.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_AcceptedThenDropped_IsNotSentAgain(bool isConnectionReused)
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        if (isConnectionReused)
        {
            await wire.Client.GetResponseAsync("Hello");
        }

        var before = wire.Server.Counters.Current.Received;
        wire.Server.Responder = _ => ModelReply.Dropped();

        var error = await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello"));

        error.Status.ShouldBeNull();
        wire.Server.Counters.Current.Received.ShouldBe(before + 1);
    }

    [Fact]
    public async Task Server_Away_IsATypedErrorAfterAllAttempts()
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        await wire.Server.DisposeAsync();
        using var port = new Socket(SocketType.Stream, ProtocolType.Tcp); // so that no other server gets it; this one does not listen
        port.Bind(IPEndPoint.Parse(wire.Server.BaseAddress.Authority));

        var error = await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello"));

        error.Status.ShouldBeNull();
        error.Message.ShouldContain("cannot be reached");
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("ended")]
    [InlineData("malformed")]
    [InlineData("failed")]
    [InlineData("stalled")]
    public async Task Stream_BrokenOff_EndsInATypedErrorAfterWhatCame(string fault)
    {
        var time = new FakeTimeProvider();
        await using var wire = await WireHost.StartAsync<TVendor>(configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        wire.Server.Enqueue(FourWords with { Fault = Named(fault) });
        var cameAll = new TaskCompletionSource();

        var reading = wire.ReadAsync(whenRead: text => _ = text == "one two" && cameAll.TrySetResult());
        if (fault == "stalled")
        {
            await cameAll.Task.WaitAsync(WireHost.Patience);
            await Waiting.UntilAsync(() =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return reading.IsCompleted;
            });
        }

        var (text, error) = await reading.WaitAsync(WireHost.Patience);
        text.ShouldBe("one two");
        error.ShouldBeOfType<ProviderException>().Provider.ShouldBe(WireHost.Provider);
        wire.Server.Counters.Current.Received.ShouldBe(1);
    }

    [Theory]
    [InlineData(0, "", "Http.FirstTokenTimeout")]
    [InlineData(2, "one two", "Http.TokenTimeout")]
    public async Task Stream_OfPingsAlone_IsStalledAllTheSame(int tokens, string came, string limit)
    {
        var time = new FakeTimeProvider();
        await using var wire = await WireHost.StartAsync<TVendor>(
            http =>
            {
                _ = tokens == 0 ? http.FirstTokenTimeout = TimeSpan.FromSeconds(1) : http.TokenTimeout = TimeSpan.FromSeconds(1);
                http.CallTimeout = TimeSpan.FromDays(1); // however fast the clock goes
            },
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        wire.Server.Enqueue(FourWords with { Fault = StreamFault.PingAfter(tokens) });
        var cameAll = new TaskCompletionSource();

        var reading = wire.ReadAsync(whenRead: text => _ = text == came && cameAll.TrySetResult());
        await (tokens == 0 ? wire.Server.Counters.WaitForInFlightAsync(1, WireHost.Patience) : cameAll.Task.WaitAsync(WireHost.Patience));
        await Waiting.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            return reading.IsCompleted;
        });

        var (text, error) = await reading;

        text.ShouldBe(came);
        error.ShouldBeOfType<ProviderException>().Message.ShouldContain("raise " + limit);
        await wire.Server.Counters.WaitForAbortedAsync(1, WireHost.Patience);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("ended")]
    [InlineData("malformed")]
    [InlineData("failed")]
    [InlineData("stalled")]
    public async Task Answer_BrokenOff_IsATypedErrorToo(string fault)
    {
        await using var wire = await WireHost.StartAsync<TVendor>(http =>
        {
            http.IdleTimeout = TimeSpan.FromMilliseconds(fault == "stalled" ? 500 : 60_000);
            http.MaxAttempts = 1;
        });
        wire.Server.Enqueue(FourWords with { Fault = Named(fault) });

        await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello").WaitAsync(WireHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caller_Cancels_AbortsTheCallUpstream(bool isStreaming)
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        wire.Server.Enqueue(FourWords with { Fault = StreamFault.StallAfter(isStreaming ? 2 : 0) });
        using var leaving = new CancellationTokenSource();

        var call = isStreaming
            ? wire.Client.GetStreamingResponseAsync("Hello", cancellationToken: leaving.Token).ToChatResponseAsync(CancellationToken.None)
            : wire.Client.GetResponseAsync("Hello", cancellationToken: leaving.Token);
        await wire.Server.Counters.WaitForInFlightAsync(1, WireHost.Patience);
        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call.WaitAsync(WireHost.Patience));
        await wire.Server.Counters.WaitForAbortedAsync(1, WireHost.Patience);
        wire.Server.Counters.Current.Received.ShouldBe(1);
    }

    [Fact]
    public async Task Caller_StopsReading_AbortsTheCallUpstream()
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        wire.Server.Enqueue(FourWords with { Fault = StreamFault.StallAfter(2) });

        await foreach (var update in wire.Client.GetStreamingResponseAsync("Hello"))
        {
            if (update.Text.Length > 0)
            {
                break;
            }
        }

        await wire.Server.Counters.WaitForAbortedAsync(1, WireHost.Patience);
    }

    private static StreamFault Named(string fault) => fault switch
    {
        "cut" => StreamFault.CutAfter(2),
        "ended" => StreamFault.EndAfter(2),
        "malformed" => StreamFault.MalformedAfter(2),
        "failed" => StreamFault.ErrorAfter(2),
        _ => StreamFault.StallAfter(2),
    };
}
