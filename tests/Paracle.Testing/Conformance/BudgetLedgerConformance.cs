namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IBudgetLedger"/> promises.</summary>
public abstract class BudgetLedgerConformance : PortConformance<IBudgetLedger>
{
    private static readonly TimeSpan Hold = TimeSpan.FromHours(5);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly BudgetAmount Nothing = new(0, 0);

    [Fact]
    public async Task Get_Unused_Nothing() => (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(Nothing, Nothing));

    [Fact]
    public async Task Reserve_WithRoom_HoldsIt()
    {
        var reservation = await ReserveAsync(new(10, 0.5m), Limit("tenant", 100, 1));
        reservation.Budgets.ShouldBe([Key("tenant")]);
        reservation.Amount.ShouldBe(new BudgetAmount(10, 0.5m));
        reservation.ExpiresAt.ShouldBe(Now + Hold, ClockTolerance);
        (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(Nothing, new(10, 0.5m)));
    }

    [Fact]
    public async Task Reserve_UpToTheLimit_AndNotBeyond()
    {
        await ReserveAsync(new(100, 0.000_000_001m), Limit("tenant", 100, 1));
        await ShouldBeRefusedAsync(new(1, 0), Limit("tenant", 100, 1));
        await ReserveAsync(new(0, 0.999_999_999m), Limit("tenant", 100, 1));
        await ShouldBeRefusedAsync(new(0, 0.000_000_001m), Limit("tenant", 100, 1));
        await ReserveAsync(Nothing, Limit("tenant", 100, 1));
        (await GetAsync(Key("tenant"))).Reserved.ShouldBe(new BudgetAmount(100, 1));
    }

    [Fact]
    public async Task Reserve_LimitLeftNull_DoesNotBind()
    {
        await ReserveAsync(new(1_000_000, 0.5m), Limit("cost", null, 1));
        await ShouldBeRefusedAsync(new(0, 0.6m), Limit("cost", null, 1));
        await ReserveAsync(new(50, 1_000_000), Limit("tokens", 100, null));
        await ShouldBeRefusedAsync(new(51, 0), Limit("tokens", 100, null));
        await ReserveAsync(new(1_000_000, 1_000_000), Limit("neither", null, null));
        await ShouldBeRefusedAsync(new(1, 0), Limit("zero", 0, 0));
    }

    [Fact]
    public async Task Reserve_OneOfSeveralIsFull_NoneIsTouched()
    {
        await ReserveAsync(new(95, 0), Limit("agent", 100, null));
        var error = await ShouldBeRefusedAsync(new(10, 0), Limit("tenant", 1000, null), Limit("agent", 100, null), Limit("subject", 1000, null));
        error.Message.ShouldContain("agent");
        (await GetAsync(Key("tenant"))).Reserved.ShouldBe(Nothing);
        (await GetAsync(Key("subject"))).Reserved.ShouldBe(Nothing);
        var reservation = await ReserveAsync(new(5, 0), Limit("tenant", 1000, null), Limit("agent", 100, null));
        reservation.Budgets.ShouldBe([Key("tenant"), Key("agent")]);
        (await GetAsync(Key("tenant"))).Reserved.Tokens.ShouldBe(5);
        (await GetAsync(Key("agent"))).Reserved.Tokens.ShouldBe(100);
    }

    [Fact]
    public async Task Settle_Reserved_ReplacesItByWhatWasSpent()
    {
        var reservation = await ReserveAsync(new(100, 1), Limit("tenant", 150, 10), Limit("agent", 150, 10));
        await Port.SettleAsync(reservation, new(30, 0.25m), Token);
        foreach (var scope in new[] { "tenant", "agent" })
        {
            (await GetAsync(Key(scope))).ShouldBe(new BudgetBalance(new(30, 0.25m), Nothing));
        }

        await ReserveAsync(new(120, 0), Limit("tenant", 150, 10));
        await ShouldBeRefusedAsync(new(1, 0), Limit("tenant", 150, 10));
    }

    [Fact]
    public async Task Settle_Zero_GivesEverythingBack()
    {
        await Port.SettleAsync(await ReserveAsync(new(100, 1), Limit("tenant", 100, 1)), Nothing, Token);
        (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(Nothing, Nothing));
        await ReserveAsync(new(100, 1), Limit("tenant", 100, 1));
    }

    [Fact]
    public async Task Settle_MoreThanReserved_CountsAllOfIt()
    {
        await Port.SettleAsync(await ReserveAsync(new(10, 0), Limit("tenant", 100, null)), new(150, 3), Token);
        (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(new(150, 3), Nothing));
        await ShouldBeRefusedAsync(Nothing, Limit("tenant", 100, null));
    }

    [Fact]
    public async Task Settle_Twice_CountsOnce()
    {
        var reservation = await ReserveAsync(new(100, 1), Limit("tenant", 1000, 10));
        await Port.SettleAsync(reservation, new(30, 0.25m), Token);
        await Port.SettleAsync(reservation, new(40, 0.5m), Token);
        (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(new(30, 0.25m), Nothing));
        await AdvanceAsync(Hold + Minute);
        await Port.SettleAsync(reservation, new(40, 0.5m), Token);
        (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(new(30, 0.25m), Nothing), "also once its hold is over");
    }

    [Fact]
    public async Task Settle_Racers_CountsOnce()
    {
        var reservation = await ReserveAsync(new(100, 1), Limit("tenant", 1000, 10));
        await Race.RunAsync(64, async _ =>
        {
            await Port.SettleAsync(reservation, new(30, 0.25m), Token);
            return true;
        });
        (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(new(30, 0.25m), Nothing));
    }

    [Fact]
    public async Task Lapse_HolderDied_GivesTheRoomBack()
    {
        await ReserveAsync(new(100, 1), Limit("tenant", 100, 1), Limit("agent", 100, 1));
        await AdvanceAsync(Hold - Minute);
        await ShouldBeRefusedAsync(new(1, 0), Limit("tenant", 100, 1));
        await AdvanceAsync(Minute);
        (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(Nothing, Nothing));
        (await GetAsync(Key("agent"))).ShouldBe(new BudgetBalance(Nothing, Nothing));
        await ReserveAsync(new(100, 1), Limit("tenant", 100, 1));
    }

    [Fact]
    public async Task Settle_Lapsed_StillCountsOnceAndGivesNothingBackTwice()
    {
        var late = await ReserveAsync(new(100, 1), Limit("tenant", 1000, null));
        await AdvanceAsync(Hold + Minute);
        await ReserveAsync(new(50, 0), Limit("tenant", 1000, null));
        await Port.SettleAsync(late, new(30, 0.25m), Token);
        await Port.SettleAsync(late, new(30, 0.25m), Token);
        (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(new(30, 0.25m), new(50, 0)));
    }

    [Fact]
    public async Task Settle_UnknownReservation_ChangesNothing()
    {
        var reservation = await ReserveAsync(new(100, 1), Limit("tenant", 1000, null));
        await Port.SettleAsync(reservation with { Id = Guid.NewGuid() }, new(30, 0.25m), Token);
        (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(Nothing, new(100, 1)));
    }

    [Fact]
    public async Task Reserve_Racers_NeverExceedTheLimit()
    {
        var reserved = await Race.RunAsync(64, racer => Race.SucceedsAsync<LimitExceededException>(
            async () => await ReserveAsync(new(3, 0.03m), Limit("tenant", 100, null), Limit($"agent-{racer % 4}", 27, null))));
        reserved.Count(isReserved => isReserved).ShouldBe(33);
        (await GetAsync(Key("tenant"))).Reserved.ShouldBe(new BudgetAmount(99, 0.99m));
    }

    [Fact]
    public async Task ReserveAndSettle_Racers_AddUp()
    {
        var spent = await Race.RunAsync(64, async racer =>
        {
            var reservation = await ReserveAsync(new(10, 0.1m), Limit("tenant", 1_000_000, null));
            await Port.SettleAsync(reservation, new(racer, 0.001m * racer), Token);
            return racer;
        });
        (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(new(spent.Sum(), 0.001m * spent.Sum()), Nothing));
    }

    [Fact]
    public async Task Keys_OfOtherTenantScopeOrPeriod_AreOtherBudgets()
    {
        await ReserveAsync(new(1, 0), Limit("tenant", null, null));
        var other = new BudgetKey(OtherTenant, "tenant", "2026-01");
        (await GetAsync(other)).Reserved.ShouldBe(Nothing);
        (await GetAsync(Key("tenant") with { Period = "2026-02" })).Reserved.ShouldBe(Nothing);
        foreach (var (key, number) in Texts.LiteralKeys.Select((key, number) => (key, number)))
        {
            await ReserveAsync(new(number, 0), new BudgetLimit(new BudgetKey(OtherTenant, key, "p"), null, null));
            await ReserveAsync(new(number, 0), new BudgetLimit(new BudgetKey(OtherTenant, "s", key), null, null));
        }

        foreach (var (key, number) in Texts.LiteralKeys.Select((key, number) => (key, number)))
        {
            (await GetAsync(new BudgetKey(OtherTenant, key, "p"))).Reserved.Tokens.ShouldBe(number, Texts.Show(key));
            (await GetAsync(new BudgetKey(OtherTenant, "s", key))).Reserved.Tokens.ShouldBe(number, Texts.Show(key));
        }
    }

    [Fact]
    public async Task AnyCall_BadInput_Refused()
    {
        var sound = Limit("tenant", 100, 1);
        (string What, BudgetLimit[] Budgets)[] broken =
        [
            ("no budgets", []),
            ("too many", Enumerable.Range(0, 17).Select(i => Limit($"s{i}", 1, 1)).ToArray()),
            ("one twice", [sound, sound with { MaxTokens = 5 }]),
            ("a null one", [sound, null!]),
            ("no key", [sound with { Key = null! }]),
            ("no tenant", [sound with { Key = sound.Key with { Tenant = default } }]),
            ("a negative limit", [sound with { MaxTokens = -1 }]),
            ("a negative money limit", [sound with { MaxCost = -0.1m }]),
            .. Texts.BadKeys.Select(key => ($"scope {Texts.Show(key)}", new[] { Limit(key!, 1, 1) })),
            .. Texts.BadKeys.Select(key => ($"period {Texts.Show(key)}", new[] { sound with { Key = sound.Key with { Period = key! } } })),
        ];
        foreach (var (what, budgets) in broken)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await ReserveAsync(new(1, 0), budgets), what);
        }

        var reservation = await ReserveAsync(new(1, 0), sound);
        foreach (var amount in new BudgetAmount[] { new(-1, 0), new(0, -0.01m), new(long.MaxValue, 0), new(0, decimal.MaxValue), new(0, 0.000_000_000_1m) })
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await ReserveAsync(amount, sound), $"{amount}");
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.SettleAsync(reservation, amount, Token), $"{amount}");
        }

        foreach (var duration in Texts.BadDurations)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.ReserveAsync([sound], new(1, 0), duration, Token), $"{duration}");
        }

        await Should.ThrowAsync<InvalidInputException>(async () => await GetAsync(new BudgetKey(default, "tenant", "2026-01")));
        (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(Nothing, new(1, 0)));
    }

    [Fact]
    public async Task AnyCall_Cancelled_ChangesNothing()
    {
        var reservation = await ReserveAsync(new(1, 0), Limit("tenant", 100, 1));
        await Should.ThrowAsync<OperationCanceledException>(
            async () => await Port.ReserveAsync([Limit("tenant", 100, 1)], new(1, 0), Hold, Cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.SettleAsync(reservation, new(1, 0), Cancelled));
        (await GetAsync(Key("tenant"))).ShouldBe(new BudgetBalance(Nothing, new(1, 0)));
    }

    private BudgetKey Key(string scope) => new(Tenant, scope, "2026-01");

    private BudgetLimit Limit(string scope, long? maxTokens, decimal? maxCost) => new(Key(scope), maxTokens, maxCost);

    private ValueTask<BudgetReservation> ReserveAsync(BudgetAmount amount, params BudgetLimit[] budgets) => Port.ReserveAsync(budgets, amount, Hold, Token);

    private ValueTask<BudgetBalance> GetAsync(BudgetKey key) => Port.GetAsync(key, Token);

    private async Task<LimitExceededException> ShouldBeRefusedAsync(BudgetAmount amount, params BudgetLimit[] budgets)
    {
        var error = await Should.ThrowAsync<LimitExceededException>(async () => await ReserveAsync(amount, budgets));
        error.Code.ShouldBe(ErrorCodes.BudgetExhausted);
        return error;
    }
}
