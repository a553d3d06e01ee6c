using System.Collections.Immutable;
using System.Globalization;
using Paracle.Cache.Internal;
using StackExchange.Redis;

namespace Paracle.Cache.Redis.Internal;

/// <summary>
/// Beats: asks every primary who it is, lets each publish a message that must arrive here, and reads the epoch. The first beats of a link go over the
/// channel of the notices, the others over the node's own, to spare the other nodes.
/// </summary>
internal sealed class RedisHeart(RedisLink link, RedisConnection connection, RedisOptions options, TimeProvider timeProvider, Random random) : IAsyncDisposable
{
    private readonly RedisChannel _notices = RedisChannel.Literal(options.KeyPrefix + "notices");
    private readonly RedisChannel _own = RedisChannel.Literal(options.KeyPrefix + "node:" + link.Node.ToString("x16", CultureInfo.InvariantCulture));
    private readonly RedisKey _clock = options.KeyPrefix + "{tags}:clock";
    private readonly RedisKey _servers = options.KeyPrefix + "{tags}:servers";
    private IConnectionMultiplexer? _subscribed;
    private volatile Pulses? _awaited;
    private Task? _look;
    private long _beats;

    /// <summary>Whether commands are answered, but messages are not yet heard.</summary>
    public bool IsConnecting => _subscribed is null && connection.Current is { IsConnected: true };

    /// <summary>Beats once.</summary>
    /// <exception cref="Exception">Redis did not answer everything in time.</exception>
    public async Task<RedisBeat> BeatAsync(ImmutableArray<IRedisListener> listeners, bool isVerified, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout + options.CommandTimeout, timeProvider);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var multiplexer = await connection.GetAsync().WaitAsync(patience.Token).ConfigureAwait(false);
        await SubscribeAsync(multiplexer).WaitAsync(patience.Token).ConfigureAwait(false);
        var primaries = await PrimariesAsync(multiplexer).WaitAsync(patience.Token).ConfigureAwait(false);
        var pulses = new Pulses(++_beats, primaries.Length);
        _awaited = pulses;
        var names = await Task.WhenAll(primaries.Select(server => NameAsync(server))).WaitAsync(patience.Token).ConfigureAwait(false);
        var isCluster = primaries[0].ServerType == ServerType.Cluster;
        var beat = await ReadAsync(multiplexer.GetDatabase(), listeners, names, isCluster).WaitAsync(patience.Token).ConfigureAwait(false);
        await Task.WhenAll(primaries.Select((server, index) => PublishAsync(server, isVerified ? _own : _notices, pulses.Number, index)))
            .WaitAsync(patience.Token).ConfigureAwait(false);
        await pulses.Arrived.WaitAsync(options.CommandTimeout, timeProvider, patience.Token).ConfigureAwait(false);
        return beat;
    }

    /// <summary>Lets the client look anew which servers there are and which of them is a primary. By itself it does so once a minute.</summary>
    public void LookAround()
    {
        if (connection.Current is { } multiplexer && HasSeveralServers(multiplexer) && _look is not { IsCompleted: false })
        {
            _look = multiplexer.ConfigureAsync();
            _look.ObserveError();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_subscribed is { } multiplexer)
        {
            multiplexer.ConnectionFailed -= OnConnectionFailed;
            await UnsubscribeAsync(multiplexer.GetSubscriber()).ConfigureAwait(false);
        }
    }

    /// <summary>The servers that commands go to. In a cluster its nodes say who they are, which the client may not know yet, and none may be missing: while one
    /// is away, its replica may take its place any moment, with values of before that would pass for today's.</summary>
    private static async Task<IServer[]> PrimariesAsync(IConnectionMultiplexer multiplexer)
    {
        IServer[] primaries = [.. multiplexer.GetServers().Where(server => server is { IsConnected: true, IsReplica: false })];
        if (primaries is [{ ServerType: ServerType.Cluster } first, ..] && await first.ClusterNodesAsync().ConfigureAwait(false) is { } cluster)
        {
            primaries = [.. cluster.Nodes.Where(node => node is { IsReplica: false, Slots.Count: > 0, EndPoint: not null }).Select(node => multiplexer.GetServer(node.EndPoint!))];
        }

        return primaries.Length > 0 && primaries.All(server => server.IsConnected) ? primaries : throw new UnavailableException("A primary of Redis is not connected.");
    }

    /// <summary>Who a server is: its process and its history. A restart, a promotion and an empty server that took its place all change it.</summary>
    private static async Task<string> NameAsync(IServer server)
    {
        var process = server.InfoRawAsync("server");
        var history = server.InfoRawAsync("replication");
        return Field(await process.ConfigureAwait(false), "run_id:") + "/" + Field(await history.ConfigureAwait(false), "master_replid:");
    }

    private static string Field(string? info, string name)
    {
        var at = info?.IndexOf(name, StringComparison.Ordinal) ?? -1;
        return at < 0 ? "?" : info![(at + name.Length)..].Split('\r', '\n')[0];
    }

    private async Task SubscribeAsync(IConnectionMultiplexer multiplexer)
    {
        var subscriber = multiplexer.GetSubscriber();
        if (ReferenceEquals(_subscribed, multiplexer)
            && (!HasSeveralServers(multiplexer) || (subscriber.IsConnected(_notices) && subscriber.IsConnected(_own))))
        {
            return;
        }

        // Anew: the client leaves a subscription with the server that it was made at, even when that is gone and another has become the primary. Where
        // there is only one, it takes its subscriptions up again by itself, and only as long as it has them.
        await UnsubscribeAsync(subscriber).ConfigureAwait(false);
        await subscriber.SubscribeAsync(_notices, OnMessage).ConfigureAwait(false);
        await subscriber.SubscribeAsync(_own, OnMessage).ConfigureAwait(false);
        multiplexer.ConnectionFailed -= OnConnectionFailed;
        multiplexer.ConnectionFailed += OnConnectionFailed;
        _subscribed = multiplexer;
    }

    private static bool HasSeveralServers(IConnectionMultiplexer multiplexer) => multiplexer.GetServers().Length > 1;

    private async Task UnsubscribeAsync(ISubscriber subscriber)
    {
        foreach (var channel in (RedisChannel[])[_notices, _own])
        {
            try
            {
                await subscriber.UnsubscribeAsync(channel, OnMessage).ConfigureAwait(false);
            }
            catch (Exception exception) when (RedisFailures.IsRedis(exception))
            {
                // That connection has ended anyway.
            }
        }
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failure) => link.GoDown(failure.FailureType.ToString());

    private async Task<RedisBeat> ReadAsync(IDatabase database, ImmutableArray<IRedisListener> listeners, string[] names, bool isCluster)
    {
        RedisKey[] keys = [_clock, _servers, .. listeners.Select(listener => RedisLayer.TagKey(options.KeyPrefix, listener.Name, RedisLayer.Everything))];
        RedisValue[] arguments = [random.NextInt64(), listeners.Max(listener => listener.Clock), .. names.Select(name => (RedisValue)name)];
        var reply = await database.ScriptEvaluateAsync(EntryScripts.Beat, keys, arguments, CommandFlags.DemandMaster).ConfigureAwait(false);
        return new RedisBeat((long)reply[0], (long)reply[1], (long)reply[2], [.. listeners.Select((_, index) => (long)reply[index + 3])], isCluster);
    }

    private async Task PublishAsync(IServer server, RedisChannel channel, long number, int index)
    {
        var message = Notice.Encode(NoticeKind.Beat, link.Node, link.Clock.Now, number, "", index.ToString(CultureInfo.InvariantCulture));
        await server.ExecuteAsync("PUBLISH", channel, message).ConfigureAwait(false);
    }

    private void OnMessage(RedisChannel channel, RedisValue message)
    {
        if (!Notice.TryDecode((byte[]?)message ?? [], out var notice))
        {
            return;
        }

        if (notice.Kind == NoticeKind.Beat)
        {
            if (notice.Node == link.Node)
            {
                _awaited?.Arrive(notice.Version, notice.Name);
            }

            return;
        }

        foreach (var listener in link.Listeners)
        {
            if (string.Equals(listener.Name, notice.Cache, StringComparison.Ordinal))
            {
                Tell(listener, in notice);
            }
        }
    }

    private void Tell(IRedisListener listener, in Notice notice)
    {
        var lag = TimeSpan.FromMicroseconds(Math.Max(0, link.Clock.Now - notice.SentAt));
        switch (notice.Kind)
        {
            // What this node did itself it has seen to itself; who waits here for a fill is woken all the same.
            case NoticeKind.Key when notice.Node == link.Node:
            case NoticeKind.Wake:
                listener.FillEnded(notice.Name);
                break;
            case NoticeKind.Key:
                listener.KeyChanged(notice.Name, notice.Version, lag);
                break;
            case NoticeKind.Tag when notice.Node != link.Node:
                listener.TagRemoved(notice.Name, notice.Clock, lag);
                break;
            default:
                break;
        }
    }

    private sealed class Pulses(long number, int count)
    {
        private readonly HashSet<string> _missing = [.. Enumerable.Range(0, count).Select(index => index.ToString(CultureInfo.InvariantCulture))];
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Number => number;

        public Task Arrived => _arrived.Task;

        public void Arrive(long beat, string pulse)
        {
            lock (_missing)
            {
                if (beat == number && _missing.Remove(pulse) && _missing.Count == 0)
                {
                    _arrived.TrySetResult();
                }
            }
        }
    }
}
