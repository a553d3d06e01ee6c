namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IClusterLease"/> promises.</summary>
public abstract class ClusterLeaseConformance : PortConformance<IClusterLease>
{
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly string _name = Unique("lease");

    [Fact]
    public async Task TryAcquire_Free_Taken()
    {
        var lease = (await TryAcquireAsync("one")).ShouldNotBeNull();
        (lease.Name, lease.Owner).ShouldBe((_name, "one"));
        lease.ExpiresAt.ShouldBe(Now + Hold, ClockTolerance);
        lease.FencingToken.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task TryAcquire_Held_NullForAllAndForItsOwner()
    {
        var lease = await TryAcquireAsync("one");
        (await TryAcquireAsync("two")).ShouldBeNull();
        (await TryAcquireAsync("one")).ShouldBeNull("the owner takes it again only by renewing");
        await AdvanceAsync(Hold - Minute);
        (await TryAcquireAsync("two")).ShouldBeNull();
        (await Port.ReleaseAsync(lease!, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task TryAcquire_AgainAndAgain_TokensGrow()
    {
        var last = 0L;
        for (var holder = 0; holder < 6; holder++)
        {
            var lease = (await TryAcquireAsync($"holder-{holder % 2}")).ShouldNotBeNull();
            lease.FencingToken.ShouldBeGreaterThan(last);
            last = lease.FencingToken;
            if (holder % 2 == 0)
            {
                await Port.ReleaseAsync(lease, Token);
            }
            else
            {
                await AdvanceAsync(Hold + Minute);
            }
        }
    }

    [Fact]
    public async Task TryAcquire_Racers_OneHoldsItAtATime()
    {
        for (var round = 0; round < 10; round++)
        {
            var leases = await Race.RunAsync(64, async racer => await TryAcquireAsync($"racer-{racer}"));
            var held = leases.OfType<Lease>().Single();
            (await Port.ReleaseAsync(held, Token)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task TryAcquire_NamesThatLookAlike_AreNotTheSame()
    {
        foreach (var name in Texts.LiteralKeys.Where(name => name.Length < 1000))
        {
            (await Port.TryAcquireAsync($"{name}{_name}", "one", Hold, Token)).ShouldNotBeNull(Texts.Show(name));
            (await Port.TryAcquireAsync($"{name}{_name}", "two", Hold, Token)).ShouldBeNull(Texts.Show(name));
        }
    }

    [Fact]
    public async Task Renew_Held_HoldsForLongerUnderTheSameToken()
    {
        var lease = (await TryAcquireAsync("one"))!;
        for (var i = 0; i < 3; i++)
        {
            await AdvanceAsync(Hold - Minute);
            lease = (await Port.RenewAsync(lease, Hold, Token)).ShouldNotBeNull() with { FencingToken = lease.FencingToken };
            lease.ExpiresAt.ShouldBe(Now + Hold, ClockTolerance);
            (await TryAcquireAsync("two")).ShouldBeNull();
        }

        await AdvanceAsync(Hold + Minute);
        (await TryAcquireAsync("two")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Renew_ForLessTime_EndsSooner()
    {
        var lease = (await TryAcquireAsync("one"))!;
        (await Port.RenewAsync(lease, Minute, Token)).ShouldNotBeNull();
        await AdvanceAsync(2 * Minute);
        (await TryAcquireAsync("two")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Renew_Ended_LostThoughNobodyElseTookIt()
    {
        var lease = (await TryAcquireAsync("one"))!;
        await AdvanceAsync(Hold);
        (await Port.RenewAsync(lease, Hold, Token)).ShouldBeNull("the moment it ends it is over");
        (await Port.ReleaseAsync(lease, Token)).ShouldBeFalse();
        (await TryAcquireAsync("two")).ShouldNotBeNull();
    }

    [Fact]
    public async Task AnyCall_WithALostLease_LeavesTheNewHolderAlone()
    {
        var lost = (await TryAcquireAsync("one"))!;
        await AdvanceAsync(Hold + Minute);
        var held = (await TryAcquireAsync("one"))!;
        foreach (var other in new[] { lost, held with { Owner = "two" }, held with { FencingToken = held.FencingToken + 1 }, held with { Name = $"{_name}-other" } })
        {
            (await Port.RenewAsync(other, 10 * Hold, Token)).ShouldBeNull();
            (await Port.ReleaseAsync(other, Token)).ShouldBeFalse();
        }

        (await TryAcquireAsync("three")).ShouldBeNull();
        (await Port.RenewAsync(held, Hold, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Release_Twice_TrueOnce()
    {
        var lease = (await TryAcquireAsync("one"))!;
        (await Port.ReleaseAsync(lease, Token)).ShouldBeTrue();
        (await Port.ReleaseAsync(lease, Token)).ShouldBeFalse();
        (await Port.RenewAsync(lease, Hold, Token)).ShouldBeNull();
        (await TryAcquireAsync("two")).ShouldNotBeNull();
    }

    [Fact]
    public async Task AnyCall_BadInputOrCancelled_Refused()
    {
        foreach (var key in Texts.BadKeys)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.TryAcquireAsync(key!, "one", Hold, Token), Texts.Show(key));
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.TryAcquireAsync(_name, key!, Hold, Token), Texts.Show(key));
        }

        foreach (var duration in Texts.BadDurations)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.TryAcquireAsync(_name, "one", duration, Token), $"{duration}");
        }

        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.TryAcquireAsync(_name, "one", Hold, Cancelled));
        var lease = (await TryAcquireAsync("one")).ShouldNotBeNull();
        foreach (var duration in Texts.BadDurations)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.RenewAsync(lease, duration, Token), $"{duration}");
        }

        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.ReleaseAsync(lease, Cancelled));
        (await TryAcquireAsync("two")).ShouldBeNull();
    }

    private ValueTask<Lease?> TryAcquireAsync(string owner) => Port.TryAcquireAsync(_name, owner, Hold, Token);
}
