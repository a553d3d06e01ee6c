using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Paracle.Store.Tests;

/// <summary>Stands between a store and its server, so that a test can cut the line and mend it.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly Lock _lock = new();
    private readonly Task _accepting;
    private bool _isCut;
    private volatile string? _last;
    private volatile bool _isMute;

    public TcpRelay(string connectionString)
    {
        _server = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The way to the server over this relay.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.ConnectionString;

    /// <summary>Breaks every connection, and those that are made from now on.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _isCut = true;
            Break();
        }
    }

    /// <summary>Lets new connections through again.</summary>
    public void Mend()
    {
        lock (_lock)
        {
            _isCut = false;
        }
    }

    /// <summary>Swallows what the server says, from the next packet on that holds a word.</summary>
    public void MuteFrom(string word) => _last = word;

    /// <summary>Breaks every connection; new ones are heard again.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            Break();
            (_last, _isMute) = (null, false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        _listener.Stop();
        await _accepting;
    }

    private void Break()
    {
        foreach (var socket in _sockets)
        {
            socket.Close(0); // a reset, as from a machine that is gone
        }

        _sockets.Clear();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                lock (_lock)
                {
                    _sockets.AddRange([client, server]);
                    if (_isCut)
                    {
                        Break();
                        continue;
                    }
                }

                _ = PumpBothAsync(client, server);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }

    private async Task PumpBothAsync(Socket client, Socket server)
    {
        try
        {
            await server.ConnectAsync(_server.Host!, _server.Port);
            await Task.WhenAny(PumpAsync(client, server, static _ => true), PumpAsync(server, client, IsHeard));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The line was cut.
        }

        client.Dispose();
        server.Dispose();
    }

    private bool IsHeard(ReadOnlyMemory<byte> packet)
    {
        _isMute |= _last is { } word && packet.Span.IndexOf(Encoding.ASCII.GetBytes(word)) >= 0;
        return !_isMute;
    }

    private static async Task PumpAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, bool> isHeard)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer) is > 0 and var count)
        {
            var packet = buffer.AsMemory(0, count);
            if (isHeard(packet))
            {
                await to.SendAsync(packet);
            }
        }
    }
}
