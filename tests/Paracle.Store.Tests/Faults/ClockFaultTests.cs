using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>A host's clock is moved by an hour, forth and back.</summary>
public sealed class ClockFaultTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Write_ClockMovedBetweenTwoStates_TheHigherVersionIsKept(int hours)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var store = await StartAsync(clock);
        var running = Samples.Execution(clock).MoveTo(ExecutionState.Running, clock.GetUtcNow());
        await store.Executions.WriteAsync(running, Token);
        Move(clock, hours * Hour);
        var ended = running.MoveTo(ExecutionState.Succeeded, clock.GetUtcNow()) with { Output = "done" };
        (await store.Executions.WriteAsync(ended, Token)).ShouldBe(ExecutionWriteOutcome.Applied);
        (await store.Executions.WriteAsync(Samples.Execution(clock), Token)).ShouldBe(ExecutionWriteOutcome.Applied);
        (await store.Executions.FindAsync(ended.Tenant, ended.Id, Token)).ShouldBe(ended);
    }

    [Fact]
    public async Task Lane_AnotherHostsClockIsAnHourAhead_TheLateHolderIsFenced()
    {
        var ahead = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + Hour);
        await using var right = await StartAsync(TimeProvider.System);
        await using var wrong = await StartAsync(ahead);
        var (queue, rival) = (right.Get<IDurableQueue>(), wrong.Get<IDurableQueue>());
        await queue.AppendAsync([Samples.Message(queue: "ahead")], Token);
        var held = (await queue.LeaseLaneAsync("ahead", "right", Hour / 2, Token)).ShouldNotBeNull();
        var stolen = (await rival.LeaseLaneAsync("ahead", "wrong", Hour / 2, Token)).ShouldNotBeNull();
        stolen.FencingToken.ShouldBeGreaterThan(held.FencingToken);
        var item = (await rival.ReadAsync(stolen, 1, Token)).Single();
        await Should.ThrowAsync<LeaseLostException>(async () => await queue.CompleteAsync(held, [item.Id], Token));
        await rival.CompleteAsync(stolen, [item.Id], Token);
        (await queue.GetDepthAsync("ahead", Token)).Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Lane_ClockFallsBackAnHour_WaitsForTheLeaseAndNoLongerThanThatHour()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var store = await StartAsync(clock);
        var queue = store.Get<IDurableQueue>();
        await queue.AppendAsync([Samples.Message(queue: "back")], Token);
        (await queue.LeaseLaneAsync("back", "dies", TimeSpan.FromMinutes(1), Token)).ShouldNotBeNull();
        Move(clock, -Hour);
        (await queue.LeaseLaneAsync("back", "waits", TimeSpan.FromMinutes(1), Token)).ShouldBeNull();
        await FaultStore.WriteAsync(store);
        Move(clock, Hour + TimeSpan.FromMinutes(1));
        (await queue.LeaseLaneAsync("back", "waits", TimeSpan.FromMinutes(1), Token)).ShouldNotBeNull();
    }

    private Task<TestStore> StartAsync(TimeProvider clock) => TestStore.StartAsync(schema, services: services => services.AddSingleton(clock));

    // A clock that is set, as by an administrator: timers and time-outs do not move with it.
    private static void Move(FakeTimeProvider clock, TimeSpan by) => clock.AdjustTime(clock.GetUtcNow() + by);
}
