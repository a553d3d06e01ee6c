using System.Text;
using Microsoft.Extensions.AI;
using Paracle.Simulation;
using Paracle.Testing;

namespace Paracle.Providers.Tests.Wire;

/// <summary>A model server and a host with one provider, <c>wire</c>, that speaks to it. Waits between attempts are as short as can be.</summary>
public sealed class WireHost : IAsyncDisposable
{
    public const string Provider = "wire";

    /// <summary>Long enough for any machine; reached only by a test that fails.</summary>
    public static readonly TimeSpan Patience = Waiting.Limit;

    private WireHost(ModelServer server, ProviderHost host) => (Server, Host) = (server, host);

    public ModelServer Server { get; }

    public ProviderHost Host { get; }

    public IChatClient Client => Host.Client();

    public static async Task<WireHost> StartAsync<TVendor>(
        Action<ProviderHttpOptions>? http = null, Action<IParacleBuilder>? configure = null, string apiKey = "test-key", ModelServerOptions? serving = null)
        where TVendor : IWireVendor, new()
    {
        var server = await ModelServer.StartAsync(serving);
        return new WireHost(server, new ProviderHost(builder =>
        {
            configure?.Invoke(builder);
            new TVendor().Add(builder, Provider, server.BaseAddress, apiKey, options =>
            {
                Suit(options);
                http?.Invoke(options);
            });
        }));
    }

    /// <summary>Sets the shortest waits between attempts, and limits of connections that no busy machine exceeds.</summary>
    public static void Suit(ProviderHttpOptions http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.RetryDelay = TimeSpan.FromMilliseconds(1);
        http.ConnectTimeout = TimeSpan.FromMinutes(1);
        http.KeepAlivePingTimeout = TimeSpan.FromMinutes(10);
    }

    /// <summary>Reads a stream to its end or its error; tells what it has so far with each piece.</summary>
    public async Task<(string Text, Exception? Error)> ReadAsync(string prompt = "Hello", Action<string>? whenRead = null)
    {
        var text = new StringBuilder();
        try
        {
            await foreach (var update in Client.GetStreamingResponseAsync(prompt).ConfigureAwait(false))
            {
                text.Append(update.Text);
                whenRead?.Invoke(text.ToString());
            }
        }
#pragma warning disable CA1031 // which error it is, is what the tests ask
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return (text.ToString(), exception);
        }

        return (text.ToString(), null);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Server.DisposeAsync();
    }
}
