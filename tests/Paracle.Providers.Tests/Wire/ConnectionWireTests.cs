using System.Net.Sockets;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Providers.Tests.Wire;

/// <summary>How many connections a vendor's client needs.</summary>
public abstract class ConnectionWireTests<TVendor>
    where TVendor : IWireVendor, new()
{
    private const int Lanes = 8;
    private int _connections;

    [Fact]
    public async Task Calls_TwoHundred_ReuseAsManyConnectionsAsRunAtATime()
    {
        await using var wire = await WireHost.StartAsync<TVendor>(configure: CountConnections);

        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            for (var call = 0; call < 25; call++)
            {
                Task answer = (lane + call) % 2 == 0 ? wire.ReadAsync() : wire.Client.GetResponseAsync("Hello");
                await answer;
            }
        }));

        wire.Server.Counters.Current.Received.ShouldBe(200);
        _connections.ShouldBeLessThanOrEqualTo(2 * Lanes);
    }

    private void CountConnections(IParacleBuilder builder) =>
        builder.Services.AddHttpClient("paracle.provider." + WireHost.Provider).UseSocketsHttpHandler((handler, _) =>
            handler.ConnectCallback = async (context, cancellationToken) =>
            {
                Interlocked.Increment(ref _connections);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            });
}
