using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.AI;
using Paracle.Providers.Tests.Wire;
using Paracle.Simulation;
using Paracle.Testing;

namespace Paracle.Providers.Tests.Http;

/// <summary>What the transport makes of certificates, and of HTTP/2, which comes with TLS.</summary>
public sealed class ProviderTlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly ConcurrentQueue<Version> _connections = new();

    [Theory]
    [InlineData(-1, "127.0.0.1", true)]
    [InlineData(1, "models.example", true)]
    [InlineData(1, "127.0.0.1", false)]
    public async Task Certificate_ExpiredOfAnotherHostOrUntrusted_IsRefused(int lastsDays, string host, bool isTrusted)
    {
        using var certificate = _authority.Issue(TimeSpan.FromDays(lastsDays), host);
        await using var wire = await WireHost.StartAsync<PlainVendor>(
            configure: isTrusted ? builder => _authority.Trust(builder) : null, serving: new ModelServerOptions { Certificate = certificate });

        var error = await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello").WaitAsync(WireHost.Patience));

        error.Failure.ShouldBe(ProviderFailure.NotSent);
        error.Message.ShouldContain("SecureConnectionError");
        wire.Server.Counters.Current.Received.ShouldBe(0);
    }

    [Fact]
    public async Task GoAway_InMidStream_CutsNothingAndTheNextCallConnectsAnew()
    {
        await using var wire = await StartAsync();
        wire.Server.Enqueue(ModelReply.Text("one two three") with { ClosesConnection = true, TokenDelay = TimeSpan.FromMilliseconds(20) });

        var (text, error) = await wire.ReadAsync().WaitAsync(WireHost.Patience);
        await wire.Client.GetResponseAsync("Hello");

        error.ShouldBeNull();
        text.ShouldContain(" three");
        _connections.ShouldBe([HttpVersion.Version20, HttpVersion.Version20]);
        wire.Server.Counters.Current.Received.ShouldBe(2);
    }

    [Fact]
    public async Task GoAway_AmongManyCalls_FailsNoneAndSendsNoneTwice()
    {
        const int Calls = 200;
        await using var wire = await StartAsync();
        var number = 0;
        wire.Server.Responder = _ => ModelReply.Text("one two three") with { ClosesConnection = Interlocked.Increment(ref number) % 10 == 0 };

        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => wire.ReadAsync())).WaitAsync(WireHost.Patience);

        answers.ShouldAllBe(answer => answer.Error == null && answer.Text.Contains(" three"));
        wire.Server.Counters.Current.Received.ShouldBe(Calls);
    }

    [Fact]
    public async Task Streams_MoreThanAConnectionTakes_GoOverSeveral()
    {
        await using var wire = await StartAsync(maxStreams: 2);
        wire.Server.Responder = _ => ModelReply.Text("one two") with { Fault = StreamFault.StallAfter(1) };
        using var leaving = new CancellationTokenSource();

        var streams = Enumerable.Range(0, 8)
            .Select(_ => wire.Client.GetStreamingResponseAsync("Hello", cancellationToken: leaving.Token).ToChatResponseAsync(CancellationToken.None)).ToList();

        // All at once: none waits for another's end.
        await wire.Server.Counters.WaitForInFlightAsync(8, WireHost.Patience);
        _connections.Count(version => version == HttpVersion.Version20).ShouldBeGreaterThanOrEqualTo(4);
        await leaving.CancelAsync();
        foreach (var stream in streams)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => stream);
        }
    }

    public void Dispose() => _authority.Dispose();

    private async Task<WireHost> StartAsync(int maxStreams = 100) => await WireHost.StartAsync<PlainVendor>(
        configure: builder => _authority.Trust(builder, _connections.Enqueue),
        serving: new ModelServerOptions { Certificate = _authority.Issue(TimeSpan.FromDays(1)), MaxStreamsPerConnection = maxStreams });
}
