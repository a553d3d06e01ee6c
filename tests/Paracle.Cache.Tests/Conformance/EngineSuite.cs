using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>What the suites share: hosts of one engine over Redis keys of the test's own.</summary>
public abstract class EngineSuite<TEngine> : IAsyncDisposable
    where TEngine : Engine, new()
{
    private readonly TEngine _engine = new();
    private readonly Dictionary<HybridCache, ServiceProvider> _hosts = [];
    private int _runs;

    /// <summary>The prefix of the test's keys in Redis.</summary>
    protected string Prefix { get; } = $"test-{Guid.NewGuid():N}:";

    /// <summary>The clock of hosts opened with it.</summary>
    protected FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    /// <summary>How often <see cref="Count"/> ran.</summary>
    protected int Runs => Volatile.Read(ref _runs);

    /// <summary>Opens a host; it is closed with the test.</summary>
    protected HybridCache Open(bool usesRedis = false, bool usesClock = false, Action<HybridCacheOptions>? configure = null, Action<IServiceCollection>? more = null)
    {
        var host = _engine.Open(usesRedis ? Prefix : null, configure, services =>
        {
            if (usesClock)
            {
                _engine.UseClock(services, Time);
            }

            more?.Invoke(services);
        });
        var cache = host.GetRequiredService<HybridCache>();
        _hosts.Add(cache, host);
        return cache;
    }

    /// <summary>Waits until a host that was opened with the clock has reached Redis, which may take it some pauses by that clock.</summary>
    protected async Task ReadyAsync(HybridCache cache)
    {
        var first = cache.GetOrCreateAsync("first", Made("made")).AsTask();
        await Waiting.UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(1));
            return first.IsCompleted && _engine.IsReady(_hosts[cache]);
        });
    }

    /// <summary>Closes a host. Ours has then written what it had yet to write.</summary>
    protected async Task CloseAsync(HybridCache cache)
    {
        _hosts.Remove(cache, out var host);
        await host!.DisposeAsync();
    }

    protected bool Differs(Difference difference) => _engine.Differences.Contains(difference);

    /// <summary>Asserts a promise, or that it is broken by an engine that is known for that.</summary>
    protected void ShouldHold(bool isKept, Difference unless) =>
        isKept.ShouldBe(!Differs(unless), $"{typeof(TEngine).Name}: {unless} is {(Differs(unless) ? "noted of it, but it is not so any more" : "not noted of it")}.");

    /// <summary>Asserts that a call is refused with an error that speaks of the argument, or that an engine that is known for that takes it.</summary>
    protected async Task ShouldBeRefusedAsync(Func<ValueTask> call, Difference unless, string about)
    {
        try
        {
            await call();
        }
        catch (Exception exception) when (exception is InvalidInputException or ArgumentException)
        {
            return;
        }

        Differs(unless).ShouldBeTrue($"{typeof(TEngine).Name} takes {about}.");
    }

    /// <summary>A factory that makes 1, 2, 3 and so on.</summary>
    protected ValueTask<int> Count(CancellationToken cancellationToken) => ValueTask.FromResult(Interlocked.Increment(ref _runs));

    /// <summary>A factory of a known value.</summary>
    protected static Func<CancellationToken, ValueTask<T>> Made<T>(T value) => _ => ValueTask.FromResult(value);

    /// <summary>Options that hold flags alone.</summary>
    protected static HybridCacheEntryOptions With(HybridCacheEntryFlags flags) => new() { Flags = flags };

    /// <summary>What Redis holds of a key, as a host reads it that leaves memory aside; "missing" if nothing.</summary>
    protected static ValueTask<string> ReadRedisAsync(HybridCache cache, string key = "key") => cache.GetOrCreateAsync(
        key, Made("missing"), With(HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCacheWrite));

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.Values)
        {
            await host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
