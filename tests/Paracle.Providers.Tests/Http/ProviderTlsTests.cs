using System.Collections.Concurrent;
using System.Net;
using System.Numerics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Tests.Wire;
using Paracle.Simulation;
using Paracle.Testing;

namespace Paracle.Providers.Tests.Http;

/// <summary>What the transport makes of certificates, and of HTTP/2, which comes with TLS.</summary>
public sealed class ProviderTlsTests : IDisposable
{
    private const string Scout = "scout";

    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    private readonly TestAuthority _authority = new();
    private readonly ConcurrentQueue<Version> _connections = new();
    private readonly FakeTimeProvider _serverTime = new();

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
        wire.Server.Enqueue(ModelReply.Text("one two three") with { ClosesConnection = true, TokenDelay = AMinute });
        var reading = wire.ReadAsync();
        await wire.Server.Counters.WaitForInFlightAsync(1, WireHost.Patience);

        var scouts = await ScoutAsync(wire, connections: 2);

        reading.IsCompleted.ShouldBeFalse();
        var (text, error) = await EndAsync(reading, scouts);
        error.ShouldBeNull();
        text.ShouldContain(" three");
        _connections.ShouldBe([HttpVersion.Version20, HttpVersion.Version20]);
        wire.Server.Requests.Count(request => request.Model != Scout).ShouldBe(1);
    }

    [Fact]
    public async Task GoAway_AmongManyCalls_FailsNoneAndSendsNoneTwice()
    {
        const int Rounds = 10;
        const int Calls = 20;
        await using var wire = await StartAsync();
        var number = 0;
        wire.Server.Responder = request => request.Model == Scout ? null
            : ModelReply.Text("one two three") with { FirstTokenDelay = AMinute, ClosesConnection = Interlocked.Increment(ref number) % Calls == 0 };
        for (var round = 1; round <= Rounds; round++)
        {
            var calls = Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => wire.ReadAsync()));
            await wire.Server.Counters.WaitForInFlightAsync(Calls, WireHost.Patience);
            var scouts = await ScoutAsync(wire, connections: round + 1);

            (await EndAsync(calls, scouts)).ShouldAllBe(answer => answer.Error == null && answer.Text.Contains(" three"));
        }

        wire.Server.Requests.Count(request => request.Model != Scout).ShouldBe(Rounds * Calls);
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
        serving: new ModelServerOptions { Certificate = _authority.Issue(TimeSpan.FromDays(1)), MaxStreamsPerConnection = maxStreams, TimeProvider = _serverTime });

    /// <summary>
    /// Sends calls until one goes elsewhere, as the client has heard the GOAWAY. Those before it are written to a connection whose server listens no more:
    /// how they end is not the subject, and no call that counts may be among them.
    /// </summary>
    private async Task<IReadOnlyList<Task>> ScoutAsync(WireHost wire, int connections)
    {
        List<Task> scouts = [];
        var looks = 0;
        await Waiting.UntilAsync(() =>
        {
            if (BitOperations.IsPow2(++looks))
            {
                scouts.Add(wire.Client.GetResponseAsync("Hello", new ChatOptions { ModelId = Scout }));
            }

            return _connections.Count == connections;
        });
        return scouts;
    }

    private async Task<T> EndAsync<T>(Task<T> calls, IEnumerable<Task> scouts)
    {
        await Waiting.UntilAsync(() =>
        {
            _serverTime.Advance(AMinute);
            return calls.IsCompleted;
        });
        await Task.WhenAll(scouts).WaitAsync(WireHost.Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await calls;
    }
}
