using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.Store.Tests;

/// <summary>
/// Hosts of one process, each with a clock and a name of its own, and leases that no test outlasts. The server's clock is let run on by making what is stored
/// older. A clock that moves sets off the host's own renewals and sweeps besides, and a sweep passes over what another is at.
/// </summary>
public sealed class OrphanTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Sweep_HostKilled_ItsRunsAreClosedWithinLeaseAndSweepInterval(Route route)
    {
        var killed = await StartAsync(route: route);
        var name = NameOf(killed);
        var (running, waiting) = (await RunAsync(killed), await RunAsync(killed, ExecutionState.AwaitingApproval));
        var (ended, unclaimed, old) = (await RunAsync(killed, ExecutionState.Succeeded), Samples.Execution(), await RunAsync(killed, host: "a-host/of-an-older-version"));
        await killed.Executions.WriteAsync(unclaimed, Token);
        await killed.DisposeAsync();
        (await HostsAsync(name)).ShouldBe(["1"], "it was not stopped");

        var clock = Clock();
        await using var other = await StartAsync(clock, route);
        await LetLeaseEndAsync(name);
        await other.Get<OrphanSweeper>().SweepAsync(Token);
        (await FindAsync(other, running)).ShouldBe(running, "the leases of others may be over for the same reason as this host's: they get the time to come back");
        await SettleAsync(other, clock);
        await Waiting.UntilAsync(async () =>
        {
            await PassAsync(other, clock);
            return (await FindAsync(other, running)).State == ExecutionState.Failed;
        });
        foreach (var lost in new[] { running, waiting })
        {
            var closed = await FindAsync(other, lost);
            closed.ShouldBe(lost with
            {
                State = ExecutionState.Failed,
                Version = lost.Version + 1,
                EndedAt = closed.EndedAt,
                ErrorCode = ErrorCodes.HostLost,
                ErrorMessage = closed.ErrorMessage,
            });
            closed.ErrorMessage.ShouldNotBeNull().ShouldContain("lease ended");
            closed.EndedAt.ShouldNotBeNull();
        }

        foreach (var untouched in new[] { ended, unclaimed, old })
        {
            (await FindAsync(other, untouched)).ShouldBe(untouched);
        }
    }

    [Fact]
    public async Task Sweep_ThreeHostsAtOnce_EachRunIsClosedOnce()
    {
        var killed = await StartAsync();
        var name = NameOf(killed);
        var lost = await Race.RunAsync(1200, _ => RunAsync(killed));
        await killed.DisposeAsync();
        await LetLeaseEndAsync(name);
        var sweepers = new List<TestStore>();
        for (var i = 0; i < 3; i++)
        {
            var clock = Clock();
            sweepers.Add(await StartAsync(clock));
            await SettleAsync(sweepers[i], clock);
        }

        await Race.RunAsync(9, async racer =>
        {
            await sweepers[racer % 3].Get<OrphanSweeper>().SweepAsync(Token);
            return true;
        });
        await Waiting.UntilAsync(async () => await CountAsync(name, "state < 3") == 0); // the clocks have set off sweeps besides
        (await CountAsync(name, $"state = 4 AND version = {lost[0].Version + 1}")).ShouldBe(lost.Count);
        foreach (var sweeper in sweepers)
        {
            await sweeper.DisposeAsync();
        }
    }

    [Fact]
    public async Task Renew_PausedHostThatWakes_IsFencedOffAndGoesOnUnderANewName()
    {
        var clock = Clock();
        await using var paused = await StartAsync();
        await using var other = await StartAsync(clock);
        var (name, run) = (NameOf(paused), await RunAsync(paused));
        await LetLeaseEndAsync(name);
        await SettleAsync(other, clock);
        await SweepUntilClosedAsync(other, run);

        // It has not noticed yet.
        var end = run.MoveTo(ExecutionState.Succeeded, TimeProvider.System.GetUtcNow()) with { Output = "late" };
        (await paused.Executions.WriteAsync(end, Token)).ShouldBe(ExecutionWriteOutcome.Superseded);
        var late = await RunAsync(paused);
        await paused.Get<HostLease>().RenewAsync(Token);
        NameOf(paused).ShouldNotBe(name);
        (await HostsAsync(NameOf(paused))).ShouldBe(["1"]);

        var fresh = await RunAsync(paused);
        await SweepUntilClosedAsync(other, late); // nobody else would ever close it
        (await FindAsync(other, fresh)).ShouldBe(fresh);
    }

    [Fact]
    public async Task Renew_LeaseEndedAndNobodyClosedAnything_GoesOn()
    {
        var clock = Clock();
        await using var host = await StartAsync(clock);
        var (name, run) = (NameOf(host), await RunAsync(host));
        await SettleAsync(host, clock);
        host.Get<HostLease>().IsSettled.ShouldBeTrue();
        await LetLeaseEndAsync(name);
        await host.Get<HostLease>().RenewAsync(Token);
        NameOf(host).ShouldBe(name);
        host.Get<HostLease>().IsSettled.ShouldBeFalse("the server was away: the other hosts get the time to renew, too");
        await host.Get<OrphanSweeper>().SweepAsync(Token);
        (await FindAsync(host, run)).ShouldBe(run);
    }

    [Fact]
    public async Task Renew_Late_NothingIsClosedUntilOthersHadTheTimeToRenew()
    {
        var clock = Clock();
        await using var host = await StartAsync(clock);
        await using var other = await StartAsync();
        var run = await RunAsync(other);
        await SettleAsync(host, clock);

        // The server was away: the lease of this host held, and that of the other, renewed a little earlier, did not.
        clock.Advance(2 * Renewal);
        await LetLeaseEndAsync(NameOf(other));
        host.Get<HostLease>().IsSettled.ShouldBeFalse();
        await host.Get<HostLease>().RenewAsync(Token);
        await host.Get<OrphanSweeper>().SweepAsync(Token);
        (await FindAsync(host, run)).ShouldBe(run);
        await other.Get<HostLease>().RenewAsync(Token);
        await SettleAsync(host, clock);
        await host.Get<OrphanSweeper>().SweepAsync(Token);
        (await FindAsync(host, run)).ShouldBe(run);
    }

    [Fact]
    public async Task Sweep_OwnLeaseEnded_LeavesTheOwnRunsAlone()
    {
        var clock = Clock();
        await using var host = await StartAsync(clock);
        var run = await RunAsync(host);
        await SettleAsync(host, clock);
        await LetLeaseEndAsync(NameOf(host));
        await host.Get<OrphanSweeper>().SweepAsync(Token);
        (await FindAsync(host, run)).ShouldBe(run);
    }

    [Fact]
    public async Task Stop_RunsEnded_LeavesNothing()
    {
        await using var host = await StartAsync();
        await RunAsync(host, ExecutionState.Succeeded);
        await host.StopAsync();
        (await HostsAsync(NameOf(host))).ShouldBe(["0"]);
    }

    [Fact]
    public async Task Stop_RunDidNotEnd_IsClosedByAnotherHost()
    {
        var clock = Clock();
        await using var other = await StartAsync(clock);
        await using var host = await StartAsync();
        var run = await RunAsync(host);
        await host.StopAsync();
        await LetLeaseEndAsync(NameOf(host));
        await SettleAsync(other, clock);
        await SweepUntilClosedAsync(other, run);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Sweep_ClocksAnHourOff_ChangesNothing(int hours)
    {
        var (wrong, right) = (new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(hours)), Clock());
        await using var host = await StartAsync(wrong);
        await using var other = await StartAsync(right);
        var run = await RunAsync(host, time: wrong);
        await SettleAsync(other, right);
        await SettleAsync(host, wrong);
        await other.Get<OrphanSweeper>().SweepAsync(Token);
        await host.Get<OrphanSweeper>().SweepAsync(Token);
        (await FindAsync(other, run)).ShouldBe(run);
        await LetLeaseEndAsync(NameOf(host));
        await SweepUntilClosedAsync(other, run);
    }

    [Fact]
    public async Task Sweep_HostSweptAnHourAgo_IsForgotten()
    {
        var clock = Clock();
        var killed = await StartAsync();
        var (name, run) = (NameOf(killed), await RunAsync(killed));
        await killed.DisposeAsync();
        await using var other = await StartAsync(clock);
        await LetLeaseEndAsync(name);
        await SettleAsync(other, clock);
        await SweepUntilClosedAsync(other, run);
        (await HostsAsync(name)).ShouldBe(["1"]);
        await Sql.ExecuteAsync($"UPDATE {schema.Name}.hosts SET swept_at = swept_at - interval '61 minutes' WHERE name = '{name}'");
        await Waiting.UntilAsync(async () =>
        {
            await other.Get<OrphanSweeper>().SweepAsync(Token);
            return await HostsAsync(name) is ["0"];
        });
    }

    [Fact]
    public async Task Start_TwelveHostsOfOneMoment_EachHasANameAndCountsItsConnections()
    {
        var clock = Clock(); // one start and one process id for all
        await using var first = await StartAsync(clock);
        var hosts = await Race.RunAsync(12, _ => StartAsync(clock));
        string[] names = [.. hosts.Select(NameOf)];
        names.Append(NameOf(first)).ShouldBeUnique();
        (await PoolSizeAsync(names)).ShouldBe(12 * PostgresDataSources.CountToPrimary(new PostgresStoreOptions()));
        foreach (var host in hosts)
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }

        (await PoolSizeAsync(names)).ShouldBe(0);
    }

    [Fact]
    public async Task Renew_Late_IsSettledAtNoMomentOfIt()
    {
        var clock = new WatchedClock();
        await using var host = await StartAsync(clock);
        await SettleAsync(host, clock);
        var wasSettled = false;
        clock.Advance(2 * Renewal);
        clock.IsRead = () => wasSettled |= host.Get<HostLease>().IsSettled;
        await host.Get<HostLease>().RenewAsync(Token);
        clock.IsRead = null;
        wasSettled.ShouldBeFalse();
    }

    // Renews as a living host does, until its lease has been held for as long as one lasts.
    private static Task SettleAsync(TestStore store, FakeTimeProvider clock) => Waiting.UntilAsync(async () =>
    {
        await PassAsync(store, clock);
        return store.Get<HostLease>().IsSettled;
    });

    private static async Task PassAsync(TestStore store, FakeTimeProvider clock)
    {
        clock.Advance(Renewal);
        await store.Get<HostLease>().RenewAsync(Token);
    }

    private static Task SweepUntilClosedAsync(TestStore store, Execution run) => Waiting.UntilAsync(async () =>
    {
        await store.Get<OrphanSweeper>().SweepAsync(Token);
        return (await FindAsync(store, run)).ErrorCode == ErrorCodes.HostLost;
    });

    private static FakeTimeProvider Clock() => new(TimeProvider.System.GetUtcNow());

    private static string NameOf(TestStore store) => store.Get<HostIdentity>().Name;

    private static async Task<Execution> FindAsync(TestStore store, Execution execution) =>
        (await store.Executions.FindAsync(TenantId.Default, execution.Id, Token)).ShouldNotBeNull();

    private static async Task<Execution> RunAsync(TestStore store, ExecutionState state = ExecutionState.Running, string? host = null, TimeProvider? time = null)
    {
        var now = (time ?? TimeProvider.System).GetUtcNow();
        var run = Samples.Execution(time).MoveTo(ExecutionState.Running, now) with { Host = host ?? NameOf(store) };
        run = state == ExecutionState.Running ? run : run.MoveTo(state, now);
        (await store.Executions.WriteAsync(run, Token)).ShouldBe(ExecutionWriteOutcome.Applied);
        return run;
    }

    private Task<TestStore> StartAsync(TimeProvider? clock = null, Route route = Route.Direct) =>
        TestStore.StartAsync(
            schema,
            route,
            options => (options.HostLease, options.HostRenewal, options.SweepInterval) = (4 * Renewal, Renewal, Renewal),
            services => services.AddSingleton(clock ?? Clock()));

    private Task<int> LetLeaseEndAsync(string name) => Sql.ExecuteAsync($"UPDATE {schema.Name}.hosts SET expires_at = expires_at - interval '2 hours' WHERE name = '{name}'");

    private Task<List<string>> HostsAsync(string name) => Sql.QueryAsync($"SELECT count(*) FROM {schema.Name}.hosts WHERE name = '{name}'");

    private async Task<int> CountAsync(string host, string condition) =>
        int.Parse((await Sql.QueryAsync($"SELECT count(*) FROM {schema.Name}.executions WHERE host = '{host}' AND {condition}"))[0]);

    private async Task<int> PoolSizeAsync(IEnumerable<string> names) => int.Parse((await Sql.QueryAsync(
        $"SELECT coalesce(sum(pool_size), 0) FROM {schema.Name}.hosts WHERE name IN ('{string.Join("', '", names)}') AND expires_at > clock_timestamp()")).Single());

    /// <summary>Lets a test look whenever somebody reads the clock, which happens in the midst of what the test waits for.</summary>
    private sealed class WatchedClock() : FakeTimeProvider(TimeProvider.System.GetUtcNow())
    {
        private readonly AsyncLocal<bool> _isLooking = new();

        public Action? IsRead { get; set; }

        public override long GetTimestamp()
        {
            if (IsRead is { } look && !_isLooking.Value)
            {
                _isLooking.Value = true; // what looks reads the clock itself
                look();
                _isLooking.Value = false;
            }

            return base.GetTimestamp();
        }
    }
}
