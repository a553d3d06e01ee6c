namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IRateLimitStore"/> promises.</summary>
public abstract class RateLimitStoreConformance : PortConformance<IRateLimitStore>
{
    private static readonly RateLimitRule TenAnHour = new(10, TimeSpan.FromHours(1));

    private readonly string _key = Unique("bucket");

    [Fact]
    public async Task TryAcquire_NewBucket_StartsFull()
    {
        for (var taken = 1; taken <= 10; taken++)
        {
            (await TakeAsync(1)).ShouldBe(new RateLimitDecision(true, 10 - taken, TimeSpan.Zero));
        }

        (await TakeAsync(1)).ShouldSatisfyAllConditions(
            decision => decision.IsAllowed.ShouldBeFalse(), decision => decision.Remaining.ShouldBe(0),
            decision => decision.RetryAfter.ShouldBeGreaterThan(TimeSpan.Zero));
    }

    [Fact]
    public async Task TryAcquire_MoreThanIsThere_TakesNothing()
    {
        (await TakeAsync(7)).ShouldBe(new RateLimitDecision(true, 3, TimeSpan.Zero));
        (await TakeAsync(4)).ShouldSatisfyAllConditions(decision => decision.IsAllowed.ShouldBeFalse(), decision => decision.Remaining.ShouldBe(3));
        (await TakeAsync(3)).ShouldBe(new RateLimitDecision(true, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task TryAcquire_TimePasses_RefillsEvenlyAndNoFurtherThanFull()
    {
        await TakeAsync(10);
        await AdvanceAsync(TimeSpan.FromMinutes(18));
        (await TakeAsync(4)).IsAllowed.ShouldBeFalse();
        (await TakeAsync(3)).IsAllowed.ShouldBeTrue();
        await AdvanceAsync(TimeSpan.FromHours(50));
        (await TakeAsync(10)).IsAllowed.ShouldBeTrue();
        (await TakeAsync(1)).IsAllowed.ShouldBeFalse();
    }

    [Fact]
    public async Task TryAcquire_AskedAgainAndAgain_LosesNoTime()
    {
        await TakeAsync(10);
        for (var i = 0; i < 90; i++)
        {
            await AdvanceAsync(TimeSpan.FromMinutes(6) / 100);
            (await TakeAsync(1)).IsAllowed.ShouldBeFalse($"after {i + 1} steps of 100");
        }

        await AdvanceAsync(TimeSpan.FromMinutes(6) / 10);
        (await TakeAsync(1)).IsAllowed.ShouldBeTrue("a refused request costs nothing");
    }

    [Fact]
    public async Task RetryAfter_Refused_IsSufficientAndNotTooLong()
    {
        foreach (var rule in new RateLimitRule[] { TenAnHour, new(3, TimeSpan.FromHours(7)), new(7, TimeSpan.FromHours(3)), new(1, TimeSpan.FromDays(31)), new(1_000_000, TimeSpan.FromDays(30)) })
        {
            foreach (var share in new[] { 0.001, 0.5, 1 })
            {
                var key = Unique("bucket");
                var permits = Math.Max(1, (long)(rule.Permits * share));
                await Port.TryAcquireAsync(key, rule, rule.Permits, Token);
                var refused = await Port.TryAcquireAsync(key, rule, permits, Token);
                refused.IsAllowed.ShouldBeFalse();
                await AdvanceAsync(refused.RetryAfter / 2);
                (await Port.TryAcquireAsync(key, rule, permits, Token)).IsAllowed.ShouldBeFalse($"{permits} of {rule}: half of the wait");
                await AdvanceAsync(refused.RetryAfter - (refused.RetryAfter / 2));
                (await Port.TryAcquireAsync(key, rule, permits, Token)).IsAllowed.ShouldBeTrue($"{permits} of {rule}: all of the wait");
            }
        }
    }

    [Fact]
    public async Task Adjust_GiveBack_NeverMoreThanFull()
    {
        await TakeAsync(5);
        await AdjustAsync(3);
        (await TakeAsync(9)).IsAllowed.ShouldBeFalse();
        (await TakeAsync(8)).IsAllowed.ShouldBeTrue();
        await AdjustAsync(1_000_000_000);
        (await TakeAsync(10)).ShouldBe(new RateLimitDecision(true, 0, TimeSpan.Zero));
        await Port.AdjustAsync($"{_key}-untouched", TenAnHour, 5, Token);
        (await Port.TryAcquireAsync($"{_key}-untouched", TenAnHour, 10, Token)).ShouldBe(new RateLimitDecision(true, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Adjust_TakeMore_EvenBelowZero()
    {
        await AdjustAsync(-25);
        var refused = await TakeAsync(1);
        (refused.IsAllowed, refused.Remaining).ShouldBe((false, 0));
        refused.RetryAfter.ShouldBe(TimeSpan.FromHours(1.6), ClockTolerance);
        await AdvanceAsync(TimeSpan.FromHours(1.5));
        (await TakeAsync(1)).IsAllowed.ShouldBeFalse();
        await AdvanceAsync(TimeSpan.FromHours(0.1));
        (await TakeAsync(1)).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task Adjust_Zero_ChangesNothing()
    {
        await TakeAsync(4);
        await AdjustAsync(0);
        (await TakeAsync(6)).ShouldBe(new RateLimitDecision(true, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task TryAcquire_Racers_NeverExceedTheBucket()
    {
        var rule = new RateLimitRule(100, TimeSpan.FromDays(1));
        var taken = await Race.RunAsync(64, async _ => (await Port.TryAcquireAsync(_key, rule, 3, Token)).IsAllowed);
        taken.Count(isTaken => isTaken).ShouldBe(33);
        (await Port.TryAcquireAsync(_key, rule, 1, Token)).ShouldBe(new RateLimitDecision(true, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task TryAcquire_AnyPattern_NeverMoreThanTheBucketAndItsRefill(int seed)
    {
        var random = new Random(seed);
        var rule = new RateLimitRule(random.Next(1, 50), TimeSpan.FromMinutes(random.Next(10, 5000)));
        var (granted, started) = (0L, Now);
        for (var i = 0; i < 500; i++)
        {
            await AdvanceAsync(TimeSpan.FromMinutes(random.Next(0, 200)));
            var permits = random.NextInt64(1, rule.Permits + 1);
            var decision = await Port.TryAcquireAsync(_key, rule, permits, Token);
            granted += decision.IsAllowed ? permits : 0;
            var refilled = (Now - started) / rule.Window * rule.Permits;
            ((double)granted).ShouldBeLessThanOrEqualTo(rule.Permits + refilled + 0.001, $"seed {seed}, step {i}");
            decision.Remaining.ShouldBeInRange(0, rule.Permits);
        }
    }

    [Fact]
    public async Task Keys_ThatLookAlike_AreOtherBuckets()
    {
        foreach (var key in Texts.LiteralKeys.Where(key => key.Length < 900))
        {
            (await Port.TryAcquireAsync($"{key}{_key}", TenAnHour, 10, Token)).IsAllowed.ShouldBeTrue(Texts.Show(key));
            (await Port.TryAcquireAsync($"{key}{_key}", TenAnHour, 10, Token)).IsAllowed.ShouldBeFalse(Texts.Show(key));
        }
    }

    [Fact]
    public async Task AnyCall_BadInputOrCancelled_Refused()
    {
        foreach (var key in Texts.BadKeys)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.TryAcquireAsync(key!, TenAnHour, 1, Token), Texts.Show(key));
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.AdjustAsync(key!, TenAnHour, 1, Token), Texts.Show(key));
        }

        foreach (var rule in new RateLimitRule[]
                 {
                     default, new(0, TimeSpan.FromSeconds(1)), new(-1, TimeSpan.FromSeconds(1)), new(1_000_000_001, TimeSpan.FromSeconds(1)),
                     new(1, TimeSpan.Zero), new(1, TimeSpan.FromTicks(1)), new(1, Timeout.InfiniteTimeSpan), new(1, TimeSpan.FromDays(32)), new(1, TimeSpan.MaxValue),
                 })
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.TryAcquireAsync(_key, rule, 1, Token), $"{rule}");
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.AdjustAsync(_key, rule, 1, Token), $"{rule}");
        }

        foreach (var permits in new[] { 0, -1, 11, long.MinValue, long.MaxValue })
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await TakeAsync(permits), $"{permits}");
        }

        foreach (var permits in new[] { -1_000_000_001, 1_000_000_001, long.MinValue, long.MaxValue })
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await AdjustAsync(permits), $"{permits}");
        }

        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.TryAcquireAsync(_key, TenAnHour, 10, Cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.AdjustAsync(_key, TenAnHour, -10, Cancelled));
        (await TakeAsync(10)).IsAllowed.ShouldBeTrue();
    }

    private ValueTask<RateLimitDecision> TakeAsync(long permits) => Port.TryAcquireAsync(_key, TenAnHour, permits, Token);

    private ValueTask AdjustAsync(long permits) => Port.AdjustAsync(_key, TenAnHour, permits, Token);
}
