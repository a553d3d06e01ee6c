using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteDurableQueueTests : IDisposable
{
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(30);
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lanes_ChangedWhileTheQueueHoldsItems_IsRefused_AndWhileItIsEmpty_Taken()
    {
        await using (var store = await StartAsync(lanes: 4))
        {
            await store.Get<IDurableQueue>().AppendAsync(Samples.Messages(1), default);
        }

        await using var changed = await StartAsync(lanes: 1);
        var queue = changed.Get<IDurableQueue>();
        var error = await Should.ThrowAsync<ConfigurationException>(async () => await queue.AppendAsync(Samples.Messages(3)[2..], default));
        error.Message.ShouldContain("DurableQueueOptions.Lanes");
        (await queue.GetDepthAsync("mail", default)).Waiting.ShouldBe(1);

        var lane = (await queue.LeaseLaneAsync("mail", "worker", Hold, default)).ShouldNotBeNull();
        await queue.CompleteAsync(lane, [(await queue.ReadAsync(lane, 1, default)).Single().Id], default);

        await queue.AppendAsync(Samples.Messages(3), default);
        (await queue.GetDepthAsync("mail", default)).Waiting.ShouldBe(3);
    }

    [Fact]
    public async Task Count_AfterEveryKindOfChange_IsTheNumberOfRows()
    {
        await using var store = await StartAsync(lanes: 1);
        var queue = store.Get<IDurableQueue>();
        await queue.AppendAsync(Samples.Messages(10), default);
        await queue.AppendAsync(Samples.Messages(12), default); // ten of them again
        var lane = (await queue.LeaseLaneAsync("mail", "worker", Hold, default)).ShouldNotBeNull();
        var ids = (await queue.ReadAsync(lane, 100, default)).Select(item => item.Id).ToList();
        await queue.CompleteAsync(lane, [ids[0], ids[1], ids[0], long.MaxValue], default);
        await queue.DeadLetterAsync(lane, ids[2], "no such address", default);
        await queue.DeadLetterAsync(lane, ids[3], "no such address", default);
        await queue.CompleteAsync(lane, [ids[2]], default); // a dead letter is not completed
        await queue.DiscardAsync("mail", ids[3], default);
        await queue.ReviveAsync("mail", ids[2], default);

        _folder.Run("SELECT items FROM queue").ShouldBe(9L);
        _folder.Run("SELECT count(*) FROM queue_item").ShouldBe(9L);
        (await queue.GetDepthAsync("mail", default)).ShouldSatisfyAllConditions(depth => depth.Waiting.ShouldBe(9), depth => depth.Dead.ShouldBe(0));
    }

    [Fact]
    public async Task Journal_AfterReopening_IsThere_AndItsTokensGoOn()
    {
        long token;
        await using (var store = await StartAsync(lanes: 1))
        {
            await store.Get<IDurableQueue>().AppendAsync(Samples.Messages(2), default);
            token = (await store.Get<IDurableQueue>().LeaseLaneAsync("mail", "worker", TimeSpan.FromMilliseconds(1), default)).ShouldNotBeNull().FencingToken;
        }

        await using var reopened = await StartAsync(lanes: 1, TimeSpan.FromHours(1));
        var lane = (await reopened.Get<IDurableQueue>().LeaseLaneAsync("mail", "worker", Hold, default)).ShouldNotBeNull();

        lane.FencingToken.ShouldBeGreaterThan(token);
        (await reopened.Get<IDurableQueue>().ReadAsync(lane, 10, default)).Select(item => item.Message.Key).ShouldBe(["key-0", "key-1"]);
    }

    private Task<TestStore> StartAsync(int lanes, TimeSpan ahead = default) => TestStore.StartAsync(_folder.File, null, services => services
        .AddSingleton<TimeProvider>(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 1, 18, 9, 30, 0, TimeSpan.Zero) + ahead))
        .Configure<DurableQueueOptions>(options => options.Lanes = lanes));
}
