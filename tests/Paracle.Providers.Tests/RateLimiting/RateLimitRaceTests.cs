using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.Providers.Tests.RateLimiting;

public sealed class RateLimitRaceTests
{
    private const int Callers = 500;
    private const int PerMinute = 60;

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Callers_WhoComeLeaveAndFailAtRandom_AllEnd_AndTheLimitHolds(int seed)
    {
        var random = new Random(seed);
        var answered = 0;
        await using var host = new RateLimitHost(
            _time,
            options =>
            {
                options.RequestsPerMinute = PerMinute;
                options.TokensPerMinute = 100_000;
                options.MaxWait = TimeSpan.FromMinutes(1);
            },
            _ => Interlocked.Increment(ref answered) % 5 == 0
                ? throw new ProviderException("refused") { Failure = ProviderFailure.Refused, Status = 500 }
                : RateLimitHost.Answer(10, 10));
        var plans = Enumerable.Range(0, Callers).Select(_ => (IsLeaving: random.Next(3) == 0, Tokens: random.Next(1, 5_000), Seconds: random.Next(1, 120))).ToList();
        using var leaving = new CancellationTokenSource();
        var began = _time.GetTimestamp();

        Task[] calls = [.. plans.Select(plan => Task.Run(() => host.AskAsync(
            plan.Tokens, _time.GetUtcNow().AddSeconds(plan.Seconds), cancellationToken: plan.IsLeaving ? leaving.Token : default)))];
        var isGone = false;
        await Waiting.UntilAsync(async () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            if (!isGone && (isGone = _time.GetElapsedTime(began) > TimeSpan.FromSeconds(5)))
            {
                await leaving.CancelAsync();
            }

            return calls.All(call => call.IsCompleted);
        });

        answered.ShouldBeLessThanOrEqualTo(PerMinute + (int)_time.GetElapsedTime(began).TotalSeconds + 1);
        calls.Where(call => call.IsFaulted).SelectMany(call => call.Exception!.InnerExceptions).ShouldAllBe(error => error is LimitExceededException || error is ProviderException);

        // What was given back and what was not add up: after a minute all of the limit is there, and not one request more.
        _time.Advance(TimeSpan.FromMinutes(1));
        var now = await Task.WhenAll(Enumerable.Range(0, PerMinute + 1).Select(_ => Record.ExceptionAsync(() => host.AskAsync(deadline: _time.GetUtcNow().AddMilliseconds(1))).AsTask()));
        now.Count(error => error is LimitExceededException).ShouldBe(1);
    }
}
