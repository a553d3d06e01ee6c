using System.Net;
using System.Net.Sockets;
using Paracle.Providers.Internal;

namespace Paracle.Providers.Http.Internal;

/// <summary>
/// Opens the connections of a provider, to addresses that it has checked and to no others: the name is resolved once, so that a second
/// answer of the DNS cannot lead elsewhere (DNS rebinding).
/// </summary>
internal sealed class ProviderConnector(
    string provider, Uri baseUrl, ProviderHttpOptions options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken).ConfigureAwait(false);
        var allowed = Array.FindAll(found, IsAllowed);
        if (allowed.Length == 0)
        {
            throw ProviderErrors.AddressRefused(provider, host, found);
        }

        // In the order of the system, which is that of RFC 6724. Each gets its share of ConnectTimeout, so that one that is silent leaves the next a chance.
        for (var next = 0; next < allowed.Length - 1; next++)
        {
            using var share = new CancellationTokenSource(options.ConnectTimeout / allowed.Length, time);
            using var caller = cancellationToken.UnsafeRegister(static share => ((CancellationTokenSource)share!).Cancel(), share);
            try
            {
                return await OpenAsync(allowed[next], port, share.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // The last one's error is the one that is told.
            }
        }

        return await OpenAsync(allowed[^1], port, cancellationToken).ConfigureAwait(false);
    }

    // A BaseUrl on this machine may be unencrypted; whatever its name resolves to, it stays on this machine.
    private bool IsAllowed(IPAddress address) => AddressRanges.Of(address) switch
    {
        AddressRange.Loopback => baseUrl.IsLoopback || options.AllowPrivateNetworks,
        AddressRange.Private => !baseUrl.IsLoopback && options.AllowPrivateNetworks,
        AddressRange.Public => !baseUrl.IsLoopback,
        _ => false,
    };

    private static async Task<Stream> OpenAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
