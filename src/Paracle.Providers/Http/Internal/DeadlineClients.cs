using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Http.Internal;

/// <summary>
/// A vendor's client for each call under way that has a deadline, all over one transport: a vendor's client hands nothing of a call on to its
/// <see cref="HttpClient"/>, so the deadline goes there by whose client it is.
/// </summary>
internal sealed class DeadlineClients(Func<HttpMessageHandler> transport, Func<HttpClient, IChatClient> create) : IDisposable
{
    /// <summary>What a burst of calls leaves beyond this is let go.</summary>
    private const int MostIdle = 256;

    private readonly ConcurrentQueue<Lease> _idle = new();

    /// <summary>A client of the call's own, until it is disposed.</summary>
    public Lease Rent(DateTimeOffset deadline)
    {
        if (!_idle.TryDequeue(out var lease))
        {
            var handler = new CallDeadlineHandler { InnerHandler = transport() };
            lease = new Lease(this, handler, create(new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan }));
        }

        lease.Handler.Deadline = deadline;
        return lease;
    }

    public void Dispose()
    {
        while (_idle.TryDequeue(out var lease))
        {
            lease.Client.Dispose();
        }
    }

    private void Return(Lease lease)
    {
        if (_idle.Count < MostIdle)
        {
            _idle.Enqueue(lease);
        }
        else
        {
            lease.Client.Dispose();
        }
    }

    internal sealed class Lease(DeadlineClients clients, CallDeadlineHandler handler, IChatClient client) : IDisposable
    {
        public CallDeadlineHandler Handler => handler;

        public IChatClient Client => client;

        public void Dispose() => clients.Return(this);
    }
}
