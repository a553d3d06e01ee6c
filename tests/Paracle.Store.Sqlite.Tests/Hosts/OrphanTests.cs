using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.Store.Sqlite.Tests.Hosts;

/// <summary>Hosts on one file, with one clock, as processes on one machine have it. They give signs of life when the test lets them.</summary>
public sealed class OrphanTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(15);

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private TestStore _one = null!;
    private TestStore _other = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _one = await StartAsync();
        _other = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Hosts_StartedInTheSameMillisecond_HaveNamesOfTheirOwn() =>
        (await HostsAsync()).ShouldBe([NameOf(_one), NameOf(_other)], ignoreOrder: true);

    [Fact]
    public async Task Sweep_AfterALeaseWithoutSignOfLife_ClosesWhatTheHostRan()
    {
        var (running, waiting) = (await WriteAsync(_one, ExecutionState.Running), await WriteAsync(_one, ExecutionState.AwaitingApproval));
        var (ended, foreign) = (await WriteAsync(_one, ExecutionState.Succeeded), await WriteAsync(_one, ExecutionState.Running, "a-host/of-an-older-version"));
        var own = await WriteAsync(_other, ExecutionState.Running);

        await LetPassAsync(Lease - TimeSpan.FromSeconds(1), _other);
        await SweepAsync(_other);
        (await FindAsync(running)).ShouldBe(running);
        await LetPassAsync(TimeSpan.FromSeconds(1), _other);
        await SweepAsync(_other);

        foreach (var lost in new[] { running, waiting })
        {
            var closed = (await FindAsync(lost)).ShouldNotBeNull();
            closed.ShouldBe(lost with
            {
                State = ExecutionState.Failed,
                Version = lost.Version + 1,
                EndedAt = _clock.GetUtcNow(),
                ErrorCode = ErrorCodes.HostLost,
                ErrorMessage = closed.ErrorMessage,
            });
            closed.ErrorMessage.ShouldNotBeNull().ShouldContain("lease ended");
        }

        foreach (var untouched in new[] { ended, foreign, own })
        {
            (await FindAsync(untouched)).ShouldBe(untouched);
        }
    }

    [Fact]
    public async Task Sweep_AfterAJumpOfTheClock_GivesTheOthersTheTimeToRenew()
    {
        var running = await WriteAsync(_one, ExecutionState.Running);
        await LetPassAsync(Lease, _one, _other);

        _clock.Advance(TimeSpan.FromHours(1));
        await _other.Get<HostLease>().RenewAsync(Token);
        await SweepAsync(_other);
        await _one.Get<HostLease>().RenewAsync(Token);
        await LetPassAsync(Lease, _one, _other);
        await SweepAsync(_other);

        (await FindAsync(running)).ShouldBe(running);
    }

    [Fact]
    public async Task Renewal_OfAHostThatWasGivenUp_GoesOnUnderANewName_AndItsLateWriteIsSuperseded()
    {
        var lost = NameOf(_one);
        var running = await WriteAsync(_one, ExecutionState.Running);
        await LetPassAsync(Lease, _other);
        await SweepAsync(_other);

        await _one.Get<HostLease>().RenewAsync(Token);

        NameOf(_one).ShouldNotBe(lost);
        (await HostsAsync()).ShouldBe([lost, NameOf(_one), NameOf(_other)], ignoreOrder: true);
        (await _one.Executions.WriteAsync(running.MoveTo(ExecutionState.Succeeded, _clock.GetUtcNow()), Token)).ShouldBe(ExecutionWriteOutcome.Superseded);
    }

    [Fact]
    public async Task Sweep_OfANameOutOfUse_ClosesWhatAPausedHostStillWrote_AndForgetsItAfterAnHour()
    {
        var lost = NameOf(_one);
        await WriteAsync(_one, ExecutionState.Running);
        await LetPassAsync(Lease, _other);
        await SweepAsync(_other);
        var late = await WriteAsync(_one, ExecutionState.Running);

        await SweepAsync(_other);
        (await FindAsync(late)).ShouldNotBeNull().State.ShouldBe(ExecutionState.Failed);
        (await HostsAsync()).ShouldContain(lost);
        for (var minute = 0; minute < 60; minute++)
        {
            await LetPassAsync(TimeSpan.FromMinutes(1) - TimeSpan.FromSeconds(1), _other);
            await LetPassAsync(TimeSpan.FromSeconds(1), _other);
        }

        await SweepAsync(_other);

        (await HostsAsync()).ShouldNotContain(lost);
    }

    [Fact]
    public async Task Sweep_ByTwoHostsAtOnce_ClosesEachExecutionOnce()
    {
        await using var third = await StartAsync();
        var lost = await Task.WhenAll(Enumerable.Range(0, 1_200).Select(_ => WriteAsync(_one, ExecutionState.Running)));
        await LetPassAsync(Lease, _other, third);

        await Task.WhenAll(Task.Run(() => SweepAsync(_other), Token), Task.Run(() => SweepAsync(third), Token));

        foreach (var execution in lost)
        {
            var closed = (await FindAsync(execution)).ShouldNotBeNull();
            (closed.State, closed.Version).ShouldBe((ExecutionState.Failed, execution.Version + 1));
        }
    }

    [Fact]
    public async Task Stop_RemovesTheHost_UnlessItLeavesARunBehind()
    {
        await using var idle = await StartAsync(isAlive: true);
        await using var busy = await StartAsync(isAlive: true);
        await WriteAsync(busy, ExecutionState.Running);

        await idle.StopAsync();
        await busy.StopAsync();

        (await HostsAsync()).ShouldBe([NameOf(_one), NameOf(_other), NameOf(busy)], ignoreOrder: true);
    }

    [Fact]
    public async Task Host_ByItself_ClosesWhatALostHostLeft()
    {
        var running = await WriteAsync(_one, ExecutionState.Running);
        await using var watching = await StartAsync(isAlive: true);

        for (var renewal = 0; renewal < 5; renewal++)
        {
            _clock.Advance(Renewal);
            var end = (_clock.GetUtcNow() + Lease).ToUnixTimeMilliseconds();
            await Waiting.UntilAsync(() => Task.FromResult(_folder.Run($"SELECT expires_at FROM host WHERE name = '{NameOf(watching)}'") is long renewed && renewed == end));
        }

        await Waiting.UntilAsync(async () => (await FindAsync(running))!.State == ExecutionState.Failed);
    }

    private static string NameOf(TestStore store) => store.Get<HostIdentity>().Name;

    private static Task SweepAsync(TestStore store) => store.Get<OrphanSweeper>().SweepAsync(Token);

    private async Task<TestStore> StartAsync(bool isAlive = false)
    {
        var store = await TestStore.StartAsync(
            _folder.File,
            options => (options.HostLease, options.HostRenewal) = (Lease, Renewal),
            services => services.AddSingleton<TimeProvider>(_clock));
        if (!isAlive)
        {
            store.Get<SqliteHost>().Dispose();
        }

        return store;
    }

    // Those who live renew just before.
    private async Task LetPassAsync(TimeSpan time, params TestStore[] living)
    {
        _clock.Advance(time - TimeSpan.FromMilliseconds(1));
        foreach (var store in living)
        {
            await store.Get<HostLease>().RenewAsync(Token);
        }

        _clock.Advance(TimeSpan.FromMilliseconds(1));
    }

    private async Task<Execution> WriteAsync(TestStore store, ExecutionState state, string? host = null)
    {
        var execution = Samples.Execution().MoveTo(ExecutionState.Running, _clock.GetUtcNow()) with { Host = host ?? NameOf(store) };
        execution = state == ExecutionState.Running ? execution : execution.MoveTo(state, _clock.GetUtcNow());
        (await store.Executions.WriteAsync(execution, Token)).ShouldBe(ExecutionWriteOutcome.Applied);
        return execution;
    }

    private ValueTask<Execution?> FindAsync(Execution execution) => _other.Executions.FindAsync(execution.Tenant, execution.Id, Token);

    private async Task<List<string>> HostsAsync()
    {
        var names = new List<string>();
        await using var connection = _folder.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM host";
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
