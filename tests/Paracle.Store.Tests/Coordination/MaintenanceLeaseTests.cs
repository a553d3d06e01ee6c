using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.Store.Tests;

public sealed class MaintenanceLeaseTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly TestSchema _schema = new(); // one for each test
    private TestStore? _store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = TestStore.Create(_schema);
        await _store.Get<IPostgresMigrations>().ApplyAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _store!.DisposeAsync();
        await _schema.DisposeAsync();
    }

    [Fact]
    public async Task TryHold_HeldByAnother_DoesNothing()
    {
        var inner = true;
        (await Create().TryHoldAsync(async token => inner = await Create().TryHoldAsync(_ => throw new InvalidOperationException("Two at once."), token), Token)).ShouldBeTrue();
        inner.ShouldBeFalse();
    }

    [Fact]
    public async Task TryHold_WorkFails_LeaseIsFreeAgain()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => Create().TryHoldAsync(_ => throw new InvalidOperationException("Broken."), Token));
        (await Create().TryHoldAsync(_ => Task.CompletedTask, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task TryHold_HostsClockIsAYearAhead_WaitsForTheServersClock()
    {
        var ahead = new MaintenanceLease(_store!.Get<MaintenanceConnections>(), new SqlIdentifier(_schema.Name), new FakeTimeProvider(_time.GetUtcNow().AddYears(1)));
        var inner = true;
        await Create().TryHoldAsync(async token => inner = await ahead.TryHoldAsync(_ => Task.CompletedTask, token), Token);
        inner.ShouldBeFalse();
    }

    [Fact]
    public async Task TryHold_WorkIsLong_LeaseIsRenewed()
    {
        await Create().TryHoldAsync(
            async _ =>
            {
                var before = await EndAsync();
                await Waiting.UntilAsync(async () =>
                {
                    _time.Advance(TimeSpan.FromSeconds(10));
                    return string.CompareOrdinal(await EndAsync(), before) > 0;
                });
            },
            Token);
    }

    [Fact]
    public async Task TryHold_LeaseIsLost_WorkIsCancelledAndTheErrorSaysSo()
    {
        var error = await Should.ThrowAsync<LeaseLostException>(() => Create().TryHoldAsync(
            async token =>
            {
                await Sql.ExecuteAsync($"UPDATE {_schema.Name}.leases SET owner = 'another'");
                await Waiting.UntilAsync(() =>
                {
                    _time.Advance(TimeSpan.FromSeconds(10));
                    token.ThrowIfCancellationRequested();
                    return false;
                });
            },
            Token));
        error.Message.ShouldContain("paracle.maintenance");
        (await Sql.QueryAsync($"SELECT owner FROM {_schema.Name}.leases")).ShouldBe(["another"], "what is another's is not given back");
    }

    private MaintenanceLease Create() => new(_store!.Get<MaintenanceConnections>(), new SqlIdentifier(_schema.Name), _time);

    private async Task<string> EndAsync() => (await Sql.QueryAsync($"SELECT extract(epoch FROM expires_at)::text FROM {_schema.Name}.leases")).Single();
}
