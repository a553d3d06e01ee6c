using Microsoft.Extensions.DependencyInjection;
using Paracle.Testing;

namespace Paracle.Store.Tests;

public sealed class QueueAppenderTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private readonly string _queue = $"queue-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Route.Direct, false)]
    [InlineData(Route.Direct, true)]
    [InlineData(Route.PgBouncer, false)]
    [InlineData(Route.PgBouncer, true)]
    public async Task Append_CallersBeyondCapacity_ThoseThatFitAreTakenAndTheOthersFailAlone(Route route, bool withExecutions)
    {
        await using var store = await StartAsync(route, options => options.Capacity = 100);
        var taken = await Race.RunAsync(300, async racer =>
        {
            var queue = racer % 3 == 0 ? $"{_queue}-other" : _queue; // full with its hundred, and of no concern to the first
            return await Race.SucceedsAsync<LimitExceededException>(() => AppendAsync(store, withExecutions ? Samples.Execution() : null, queue));
        });
        taken.Count(isTaken => isTaken).ShouldBe(200);
        (await store.Get<IDurableQueue>().GetDepthAsync(_queue, Token)).Waiting.ShouldBe(100);
        (await store.Get<IDurableQueue>().GetDepthAsync($"{_queue}-other", Token)).Waiting.ShouldBe(100);
    }

    [Fact]
    public async Task Append_ExecutionRefusedForItsMessages_IsNotStored()
    {
        await using var store = await StartAsync(Route.Direct, options => options.Capacity = 10);
        var executions = Enumerable.Range(0, 50).Select(_ => Samples.Execution()).ToArray();
        var taken = await Race.RunAsync(50, racer => Race.SucceedsAsync<LimitExceededException>(() => AppendAsync(store, executions[racer], _queue)));
        for (var i = 0; i < executions.Length; i++)
        {
            (await store.Executions.FindAsync(TenantId.Default, executions[i].Id, Token) is not null).ShouldBe(taken[i]);
        }

        taken.Count(isTaken => isTaken).ShouldBe(10);
    }

    [Fact]
    public async Task Append_ExecutionThatNoMonthCanHold_FailsAlone()
    {
        await using var store = await StartAsync(Route.Direct);
        var wrong = Samples.Execution(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        var taken = await Race.RunAsync(64, racer =>
            Race.SucceedsAsync<InvalidInputException>(() => AppendAsync(store, racer == 40 ? wrong : Samples.Execution(), _queue)));
        taken.Count(isTaken => !isTaken).ShouldBe(1);
        taken[40].ShouldBeFalse();
        (await store.Get<IDurableQueue>().GetDepthAsync(_queue, Token)).Waiting.ShouldBe(63);
    }

    [Fact]
    public async Task Append_MonthsThatAreMissing_AreMade()
    {
        await using var store = await StartAsync(Route.Direct);
        var later = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMonths(7));
        await Race.RunAsync(32, async racer =>
        {
            await AppendAsync(store, Samples.Execution(racer % 2 == 0 ? later : TimeProvider.System), _queue);
            return true;
        });
        (await store.Get<IDurableQueue>().GetDepthAsync(_queue, Token)).Waiting.ShouldBe(32);
    }

    [Fact]
    public async Task Append_WritesOfOneExecution_EachStateThatMovesItOnAppends()
    {
        await using var store = await StartAsync(Route.Direct);
        var pending = Samples.Execution();
        var running = pending.MoveTo(ExecutionState.Running, TimeProvider.System.GetUtcNow());
        var ended = running.MoveTo(ExecutionState.Succeeded, TimeProvider.System.GetUtcNow());
        Execution[] states = [pending, running, ended, running, pending];
        var outcomes = await Task.WhenAll(states.Select(state => store.Get<IDurableQueue>().AppendAsync(state, [Samples.Message(queue: _queue)], Token).AsTask()));
        outcomes[2].ShouldBe(ExecutionWriteOutcome.Applied);
        outcomes[3..].ShouldAllBe(outcome => outcome == ExecutionWriteOutcome.Superseded);
        (await store.Get<IDurableQueue>().GetDepthAsync(_queue, Token)).Waiting.ShouldBe(outcomes.Count(outcome => outcome == ExecutionWriteOutcome.Applied));
        (await store.Executions.FindAsync(TenantId.Default, pending.Id, Token)).ShouldBe(ended);
    }

    [Fact]
    public async Task Stop_AppendsOnTheirWay_AreCommittedOrRefusedAndNeverLeftPending()
    {
        var store = await StartAsync(Route.Direct);
        var appends = Enumerable.Range(0, 500).Select(_ => Race.SucceedsAsync<UnavailableException>(() => AppendAsync(store, null, _queue))).ToList();
        await store.StopAsync();
        var taken = (await Task.WhenAll(appends)).Count(isTaken => isTaken);
        await store.StartAsync(Token);
        (await store.Get<IDurableQueue>().GetDepthAsync(_queue, Token)).Waiting.ShouldBe(taken);
        await store.DisposeAsync();
    }

    private static async ValueTask AppendAsync(TestStore store, Execution? execution, string queue)
    {
        if (execution is null)
        {
            await store.Get<IDurableQueue>().AppendAsync([Samples.Message(queue: queue)], Token);
        }
        else
        {
            (await store.Get<IDurableQueue>().AppendAsync(execution, [Samples.Message(queue: queue)], Token)).ShouldBe(ExecutionWriteOutcome.Applied);
        }
    }

    private Task<TestStore> StartAsync(Route route, Action<DurableQueueOptions>? configure = null) =>
        TestStore.StartAsync(schema, route, services: services => services.Configure(configure ?? (static _ => { })));
}
