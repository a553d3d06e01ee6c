using System.Net;

namespace Paracle.Providers.Http.Internal;

/// <summary>Sets up the sockets: many calls over few connections, none forever, and nothing a model's API has no use for.</summary>
internal static class ProviderSockets
{
    public static void Bound(SocketsHttpHandler handler, ProviderHttpOptions options, ProviderConnector connector)
    {
        handler.ConnectTimeout = options.ConnectTimeout;
        handler.PooledConnectionLifetime = options.PooledConnectionLifetime;
        handler.PooledConnectionIdleTimeout = options.PooledConnectionIdleTimeout;
        handler.MaxConnectionsPerServer = options.MaxConnectionsPerServer;
        handler.EnableMultipleHttp2Connections = true;
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        handler.KeepAlivePingDelay = options.KeepAlivePingDelay;
        handler.KeepAlivePingTimeout = options.KeepAlivePingTimeout;
        handler.AutomaticDecompression = DecompressionMethods.All;
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.UseProxy = options.UseProxy;
        if (!options.UseProxy)
        {
            // A way to connect that the host has given is kept: it knows where its provider is.
            handler.ConnectCallback ??= connector.ConnectAsync;
        }

        // Long enough to read the last bytes of a stream that is over, short enough that an abandoned one soon stops costing.
        handler.ResponseDrainTimeout = TimeSpan.FromMilliseconds(250);
    }
}
