using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Paracle.Testing;

/// <summary>Finds ports for servers that stop and come back.</summary>
internal static class LoopbackPort
{
    // Below the range that Linux gives to outgoing connections: one of those could take the port while its server is away.
    private const int First = 20_000;
    private const int Count = 12_000;

    /// <summary>A port on 127.0.0.1 that nobody listens on.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = First + RandomNumberGenerator.GetInt32(Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Somebody's: try another.
            }
        }
    }
}
