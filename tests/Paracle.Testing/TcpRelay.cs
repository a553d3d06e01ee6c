using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Paracle.Testing;

/// <summary>Stands between a client and a real server on this machine, so that a test can cut the line, hold it, slow it, mute it and mend it.</summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly Lock _lock = new();
    private readonly Task _accepting;
    private bool _isCut;
    private string? _last;
    private bool _isMute;
    private TaskCompletionSource? _held;

    /// <summary>Starts to relay.</summary>
    /// <param name="target">The server's port on 127.0.0.1.</param>
    public TcpRelay(int target)
    {
        _target = target;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    /// <summary>The port to connect to, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How late everything arrives that the server says from now on.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Breaks every connection, and those that are made from now on.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _isCut = true;
            Break();
        }
    }

    /// <summary>Lets nothing through either way, as a network that drops every packet: connections stay, and what was said arrives once it is mended.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            _held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets new connections through again, and what was held.</summary>
    public void Mend()
    {
        lock (_lock)
        {
            _isCut = false;
            _held?.SetResult();
            _held = null;
        }
    }

    /// <summary>Swallows what the server says, from the next packet on that holds a word.</summary>
    public void MuteFrom(string word)
    {
        lock (_lock)
        {
            _last = word;
        }
    }

    /// <summary>Breaks every connection; new ones are heard again.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            Break();
            (_last, _isMute) = (null, false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Mend();
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
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
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
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // The listener was stopped: while it waited, or before it began to wait again.
        }
    }

    private async Task PumpBothAsync(Socket client, Socket server)
    {
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(PumpAsync(client, server, static _ => true, static () => TimeSpan.Zero), PumpAsync(server, client, IsHeard, () => Delay));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The line was cut.
        }

        client.Dispose();
        server.Dispose();
        lock (_lock)
        {
            _sockets.Remove(client);
            _sockets.Remove(server);
        }
    }

    private bool IsHeard(ReadOnlyMemory<byte> packet)
    {
        lock (_lock)
        {
            _isMute |= _last is { } word && packet.Span.IndexOf(Encoding.ASCII.GetBytes(word)) >= 0;
            return !_isMute;
        }
    }

    private Task? Held()
    {
        lock (_lock)
        {
            return _held?.Task;
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, bool> isHeard, Func<TimeSpan> delay)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                var packet = buffer.AsMemory(0, count);
                if (isHeard(packet))
                {
                    if (delay() is { Ticks: > 0 } late)
                    {
                        await Task.Delay(late, TimeProvider.System);
                    }

                    while (Held() is { } held)
                    {
                        await held;
                    }

                    await to.SendAsync(packet);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The line was cut; the other direction ends with it.
        }
    }
}
