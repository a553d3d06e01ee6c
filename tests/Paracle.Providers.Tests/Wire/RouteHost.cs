using Microsoft.Extensions.AI;
using Paracle.Simulation;

namespace Paracle.Providers.Tests.Wire;

/// <summary>Two model servers, a provider for each, and the route <c>main</c> over both.</summary>
public sealed class RouteHost : IAsyncDisposable
{
    private RouteHost(ModelServer first, ModelServer second, ProviderHost host) => (First, Second, Host) = (first, second, host);

    public ModelServer First { get; }

    public ModelServer Second { get; }

    public ProviderHost Host { get; }

    public IChatClient Client => Host.Client("main");

    public (long First, long Second) Received => (First.Counters.Current.Received, Second.Counters.Current.Received);

    public static async Task<RouteHost> StartAsync<TVendor>(Action<ProviderHttpOptions>? http = null, Action<FallbackOptions>? route = null, Action<IParacleBuilder>? configure = null)
        where TVendor : IWireVendor, new()
    {
        var first = await ModelServer.StartAsync();
        var second = await ModelServer.StartAsync();
        return new RouteHost(first, second, new ProviderHost(builder =>
        {
            configure?.Invoke(builder);
            foreach (var (name, server) in new[] { ("first", first), ("second", second) })
            {
                new TVendor().Add(builder, name, server.BaseAddress, "test-key", options =>
                {
                    WireHost.Suit(options);
                    http?.Invoke(options);
                });
            }

            builder.AddFallback("main", options =>
            {
                options.Add("first").Add("second");
                route?.Invoke(options);
            });
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
