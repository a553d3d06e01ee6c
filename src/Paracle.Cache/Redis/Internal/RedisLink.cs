using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paracle.Cache.Internal;

namespace Paracle.Cache.Redis.Internal;

/// <summary>
/// This host's link to Redis, shared by its caches. It is up only while a beat has shown that Redis answers, that what is published arrives here, and
/// which epoch it is. While it is down nobody speaks to Redis, so a Redis that hangs costs nothing; whenever it comes up again, everything that
/// was known before is suspect.
/// </summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private const int TicksOfABeat = 4;

    private readonly RedisHeart _heart;
    private readonly RedisOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<RedisLink> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new(); // guards _listeners, _start and _loop
    private ImmutableArray<IRedisListener> _listeners = [];
    private Task? _start;
    private Task? _loop;
    private volatile bool _isUp;
    private volatile int _generation;
    private int _downs;
    private int _timeouts;
    private long _epoch;

    public RedisLink(RedisConnection connection, IOptions<RedisOptions> options, TimeProvider timeProvider, Random random, ILogger<RedisLink> logger)
    {
        (_options, _timeProvider, _logger) = (options.Value, timeProvider, logger);
        Node = random.NextInt64();
        Clock = new RedisClock(timeProvider);
        _heart = new RedisHeart(this, connection, options.Value, timeProvider, random);
    }

    /// <summary>This node among the others.</summary>
    public long Node { get; }

    /// <summary>Redis's clock.</summary>
    public RedisClock Clock { get; }

    /// <summary>Whether Redis may be spoken to.</summary>
    public bool IsUp => _isUp;

    /// <summary>Grows with every time the link came up: what is older is suspect.</summary>
    public int Generation => _generation;

    /// <summary>The epoch that Redis is in. Values of another one are not trusted: a restart, a failover or a FLUSHALL lies between.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>Whether keys are spread over several servers.</summary>
    public bool IsCluster { get; private set; }

    public ImmutableArray<IRedisListener> Listeners => _listeners;

    /// <summary>Adds a cache. Of what happened before it knows nothing, so the link is verified anew.</summary>
    public void Add(IRedisListener listener)
    {
        lock (_gate)
        {
            _listeners = _listeners.Add(listener);
            Interlocked.Increment(ref _downs);
            _isUp = false;
        }
    }

    /// <summary>Makes the link on first use: the first callers wait for it, at most as long as a connection may take.</summary>
    public ValueTask EnsureStartedAsync()
    {
        if (_start is { } started)
        {
            return started.IsCompleted ? ValueTask.CompletedTask : new ValueTask(started);
        }

        lock (_gate)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _start ??= Task.Run(StartAsync);
            }
        }

        return new ValueTask(_start);
    }

    /// <summary>An operation was answered.</summary>
    public void Answered()
    {
        if (_timeouts != 0)
        {
            _timeouts = 0;
        }
    }

    /// <summary>An operation failed. A lost connection takes the link down at once, unanswered operations after some.</summary>
    public void Failed(Exception exception)
    {
        switch (RedisFailures.Classify(exception))
        {
            case RedisFailure.TimedOut when Interlocked.Increment(ref _timeouts) < _options.BreakerThreshold:
            case RedisFailure.OfTheOperation:
                break;
            default:
                GoDown(exception.GetType().Name);
                break;
        }
    }

    /// <summary>Takes the link down until the next beat succeeds.</summary>
    public void GoDown(string reason)
    {
        Interlocked.Increment(ref _downs);
        if (_isUp)
        {
            _isUp = false;
            _logger.RedisLinkDown(reason);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
        {
            await listener.DrainAsync().ConfigureAwait(false);
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _isUp = false;
        if (_start is { } start)
        {
            await start.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_loop is { } loop)
        {
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _heart.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task StartAsync()
    {
        var begun = _timeProvider.GetTimestamp();
        await BeatAsync().ConfigureAwait(false);

        // The client connects for commands and for messages side by side: the second may be a moment behind the first.
        while (!_isUp && _heart.IsConnecting && _timeProvider.GetElapsedTime(begun) < _options.ConnectTimeout && !_stopping.IsCancellationRequested)
        {
            await Task.Delay(Moment, _timeProvider, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await BeatAsync().ConfigureAwait(false);
        }

        if (!_isUp)
        {
            _logger.RedisLinkDown("at the start");
        }

        _loop = LoopAsync();
    }

    private async Task LoopAsync()
    {
        for (var tick = 1; !_stopping.IsCancellationRequested; tick++)
        {
            await Task.Delay(Tick, _timeProvider, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_stopping.IsCancellationRequested && (!_isUp || tick % TicksOfABeat == 0))
            {
                await BeatAsync().ConfigureAwait(false);
            }

            if (!_isUp && tick % TicksOfABeat == 0)
            {
                _heart.LookAround();
            }
        }
    }

    private async Task BeatAsync()
    {
        var downs = Volatile.Read(ref _downs);
        var listeners = _listeners;
        try
        {
            var beat = await _heart.BeatAsync(listeners, isVerified: _isUp, _stopping.Token).ConfigureAwait(false);
            Clock.Learn(beat.Time);
            if (!_isUp || beat.Epoch != Epoch)
            {
                _isUp = false;
                await ComeUpAsync(beat, listeners, downs).ConfigureAwait(false);
            }
            else if (_listeners.Any(listener => listener.HasPending))
            {
                await ReplayAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (!_stopping.IsCancellationRequested)
        {
            // Whatever it was: Redis is not in a state to be relied on, and the next beat comes soon.
            GoDown(exception.GetType().Name);
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task ComeUpAsync(RedisBeat beat, ImmutableArray<IRedisListener> listeners, int downs)
    {
        Volatile.Write(ref _epoch, beat.Epoch);
        IsCluster = beat.IsCluster;
        for (var i = 0; i < listeners.Length; i++)
        {
            listeners[i].Verified(_generation + 1, beat.Clock, beat.EverythingRemovedAt[i]);
        }

        await ReplayAsync().ConfigureAwait(false);
        _generation++;
        _timeouts = 0;
        if (downs == Volatile.Read(ref _downs))
        {
            _isUp = true;
            _logger.RedisLinkUp(_generation);
        }
    }

    private async Task ReplayAsync()
    {
        foreach (var listener in _listeners)
        {
            await listener.ReplayAsync().ConfigureAwait(false);
        }
    }
}
