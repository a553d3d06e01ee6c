using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.RateLimiting;

/// <summary>The limit that hosts share, and what happens when its store is away.</summary>
public sealed class RateLimitStoreTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Hosts_OverOneStore_ShareTheLimit()
    {
        var store = new InMemoryRateLimitStore(_time);
        await using var one = new RateLimitHost(_time, TwoAMinute, store: store);
        await using var other = new RateLimitHost(_time, TwoAMinute, store: store);

        await one.AskAsync();
        await other.AskAsync();

        await Should.ThrowAsync<LimitExceededException>(() => one.AskAsync());
        await Should.ThrowAsync<LimitExceededException>(() => other.AskAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_Away_EachHostCountsForItself_AndAsksAgainAfterAWhile(bool hangs)
    {
        var store = new UnreliableStore(_time) { IsAway = true, Hangs = hangs };
        await using var host = new RateLimitHost(_time, TwoAMinute, store: store);
        using var failures = host.Collect<long>(TelemetryNames.RateLimitStoreFailures);

        var first = host.AskAsync();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await first.WaitAsync(WireHost.Patience);
        await host.AskAsync();
        await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync());

        store.Asked.ShouldBe(1);
        failures.GetMeasurementSnapshot().EvaluateAsCounter().ShouldBe(1);
        host.Host.Logs.ShouldContain(log => log.Message.StartsWith("The shared rate limits do not answer", StringComparison.Ordinal));
        store.IsAway = false;
        _time.Advance(TimeSpan.FromSeconds(5));
        await host.AskAsync();
        store.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Store_GivesToACallerWhoHasLeft_GetsItBack()
    {
        var store = new SlowStore(new InMemoryRateLimitStore(_time));
        await using var host = new RateLimitHost(_time, TwoAMinute, store: store);
        using var leaving = new CancellationTokenSource();
        var left = host.AskAsync(cancellationToken: leaving.Token);
        await store.Asked.Task.WaitAsync(WireHost.Patience);

        await leaving.CancelAsync();
        store.Answers.SetResult();
        await Should.ThrowAsync<OperationCanceledException>(() => left.WaitAsync(WireHost.Patience));

        await host.AskAsync();
        await host.AskAsync();
        host.Upstream.Calls.ShouldBe(2);
    }

    private static void TwoAMinute(TokenRateLimitOptions options)
    {
        options.RequestsPerMinute = 2;
        options.MaxWait = TimeSpan.FromSeconds(1);
    }

    /// <summary>Takes at once, and says so later.</summary>
    private sealed class SlowStore(IRateLimitStore inner) : IRateLimitStore
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Answers { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<RateLimitDecision> TryAcquireAsync(string key, RateLimitRule rule, long permits, CancellationToken cancellationToken)
        {
            var decision = await inner.TryAcquireAsync(key, rule, permits, cancellationToken);
            Asked.TrySetResult();
            await Answers.Task.WaitAsync(cancellationToken);
            return decision;
        }

        public ValueTask AdjustAsync(string key, RateLimitRule rule, long permits, CancellationToken cancellationToken) =>
            inner.AdjustAsync(key, rule, permits, cancellationToken);
    }

    private sealed class UnreliableStore(TimeProvider time) : IRateLimitStore
    {
        private readonly InMemoryRateLimitStore _store = new(time);

        public bool IsAway { get; set; }

        public bool Hangs { get; set; }

        public int Asked { get; private set; }

        public ValueTask<RateLimitDecision> TryAcquireAsync(string key, RateLimitRule rule, long permits, CancellationToken cancellationToken)
        {
            Asked++;
            return !IsAway ? _store.TryAcquireAsync(key, rule, permits, cancellationToken)
                : Hangs ? new ValueTask<RateLimitDecision>(new TaskCompletionSource<RateLimitDecision>().Task)
                : throw new UnavailableException("away");
        }

        public ValueTask AdjustAsync(string key, RateLimitRule rule, long permits, CancellationToken cancellationToken) =>
            _store.AdjustAsync(key, rule, permits, cancellationToken);
    }
}
