using System.Net;
using System.Net.Sockets;

namespace Paracle.Testing;

/// <summary>
/// Stands between a client and a real server on loopback. Cut, it refuses connections and breaks those that are open, as a stopped server does;
/// mended, it listens again on the same port.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly int _target;
    private readonly HashSet<TcpClient> _open = [];
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Starts to relay.</summary>
    /// <param name="target">The port of the server on 127.0.0.1.</param>
    public TcpRelay(int target)
    {
        _target = target;
        Listen(0);
    }

    /// <summary>The port to connect to, on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>Refuses and breaks connections.</summary>
    public async Task CutAsync()
    {
        _listener!.Stop();
        await _accepting;
        TcpClient[] open;
        lock (_open)
        {
            open = [.. _open];
            _open.Clear();
        }

        foreach (var client in open)
        {
            // A reset, not a farewell.
            client.LingerState = new LingerOption(enable: true, seconds: 0);
            client.Dispose();
        }
    }

    /// <summary>Listens again.</summary>
    public void Mend() => Listen(Port);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CutAsync();

    private void Listen(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start(512);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = RelayAsync(client);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        lock (_open)
        {
            _open.Add(client);
            _open.Add(server);
        }

        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // A cut connection ends here, whichever side or call it struck.
        }
        finally
        {
            lock (_open)
            {
                _open.Remove(client);
                _open.Remove(server);
            }

            client.Dispose();
            server.Dispose();
        }
    }
}
