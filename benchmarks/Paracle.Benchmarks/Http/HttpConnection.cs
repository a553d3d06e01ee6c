using System.Net.Sockets;

namespace Paracle.Benchmarks.Http;

/// <summary>A kept-alive connection with one request under way at any time. A bare socket: the load shares its cores with what it loads.</summary>
internal sealed class HttpConnection(HttpWorkload workload, TimeProvider timeProvider) : IDisposable
{
    private Socket? _socket;
    private byte[] _buffer = new byte[4096];

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket = socket;
        await socket.ConnectAsync(workload.Server, cancellationToken);
    }

    public async ValueTask<HttpReply> SendAsync(CancellationToken cancellationToken)
    {
        if (_socket is null)
        {
            await OpenAsync(cancellationToken);
        }

        await _socket!.SendAsync(_buffer.AsMemory(0, workload.Request.Write(workload.NextNumber(), _buffer)), cancellationToken);
        return await ReceiveAsync(_socket, cancellationToken);
    }

    /// <summary>Lets go of the connection; the next request opens another.</summary>
    public void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }

    public void Dispose() => Close();

    private async ValueTask<HttpReply> ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        var length = 0;
        int status;
        long? firstText = null;
        do
        {
            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * length);
            }

            var count = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (count == 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            length += count;
            if (firstText is null && workload.FirstText is { } sign && _buffer.AsSpan(0, length).IndexOf(sign) >= 0)
            {
                firstText = timeProvider.GetTimestamp();
            }
        }
        while (!HttpMessage.IsWhole(_buffer.AsSpan(0, length), out status));

        return new HttpReply(status, status == 200 && _buffer.AsSpan(0, length).IndexOf(workload.Sign) >= 0, firstText);
    }
}
