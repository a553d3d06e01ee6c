namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IDurableQueue"/> promises of leases, fencing and many workers.</summary>
public abstract class QueueLaneConformance : QueueConformance
{
    private static readonly DurableQueueOptions OneLane = new() { Lanes = 1 };

    [Fact]
    public async Task Lease_NothingThere_Null()
    {
        var queue = await OpenAsync();
        (await queue.LeaseLaneAsync(Queue, "worker", Hold, Token)).ShouldBeNull();
        await AppendAsync(queue, "a");
        (await queue.LeaseLaneAsync($"{Queue}-other", "worker", Hold, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Lease_Taken_NobodyElseGetsItUntilItIsReleased()
    {
        var queue = await OpenAsync(OneLane);
        await AppendAsync(queue, "a");
        var lane = await LeaseAsync(queue, "one");
        lane.ShouldSatisfyAllConditions(
            _ => lane.Queue.ShouldBe(Queue), _ => lane.Lane.ShouldBe(0), _ => lane.Owner.ShouldBe("one"),
            _ => lane.ExpiresAt.ShouldBe(Time.GetUtcNow() + Hold));
        (await queue.LeaseLaneAsync(Queue, "two", Hold, Token)).ShouldBeNull();
        (await queue.LeaseLaneAsync(Queue, "one", Hold, Token)).ShouldBeNull("an owner does not get its lane twice");
        await queue.ReleaseAsync(lane, Token);
        (await LeaseAsync(queue, "two")).FencingToken.ShouldBeGreaterThan(lane.FencingToken);
    }

    [Fact]
    public async Task Lease_SeveralLanes_TheLongestWaitingFirst()
    {
        var queue = await OpenAsync(new DurableQueueOptions { Lanes = 8 });
        var keys = Enumerable.Range(0, 200).Select(i => $"k{i}").DistinctBy(LaneOf).Take(5).ToArray();
        foreach (var key in keys)
        {
            await AppendAsync(queue, key);
            await AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        foreach (var key in keys)
        {
            (await LeaseAsync(queue)).Lane.ShouldBe(LaneOf(key));
        }

        int LaneOf(string key) => QueueLanes.LaneOf(Tenant, key, 8);
    }

    [Fact]
    public async Task Lease_Racers_OneGetsTheLane()
    {
        var queue = await OpenAsync(OneLane);
        await AppendAsync(queue, "a");
        var lanes = await Race.RunAsync(64, async racer => await queue.LeaseLaneAsync(Queue, $"racer-{racer}", Hold, Token));
        lanes.Count(lane => lane is not null).ShouldBe(1);
    }

    [Fact]
    public async Task Renew_BeforeTheEnd_HoldsForLonger()
    {
        var queue = await OpenAsync(OneLane);
        await AppendAsync(queue, "a");
        var lane = await LeaseAsync(queue);
        await AdvanceAsync(Hold - TimeSpan.FromMinutes(1));
        var renewed = await queue.RenewAsync(lane, Hold, Token);
        (renewed.FencingToken, renewed.ExpiresAt).ShouldBe((lane.FencingToken, Time.GetUtcNow() + Hold));
        await AdvanceAsync(Hold - TimeSpan.FromMinutes(1));
        (await queue.LeaseLaneAsync(Queue, "two", Hold, Token)).ShouldBeNull();
        (await KeysAsync(queue, lane)).ShouldBe("a");
    }

    [Fact]
    public async Task AnyCall_LeaseEnded_LostThoughNobodyElseTookIt()
    {
        var queue = await OpenAsync(OneLane);
        await AppendAsync(queue, "a");
        var lane = await LeaseAsync(queue);
        var id = (await ReadAsync(queue, lane))[0].Id;
        await AdvanceAsync(Hold);
        await ShouldBeLostAsync(queue, lane, id);
        await queue.ReleaseAsync(lane, Token);
        (await KeysAsync(queue, await LeaseAsync(queue))).ShouldBe("a");
    }

    [Fact]
    public async Task AnyCall_PausedWorkerThatWakes_IsFencedOff()
    {
        var queue = await OpenAsync(OneLane);
        await AppendAsync(queue, "a", "b");
        var paused = await LeaseAsync(queue, "worker");
        var id = (await ReadAsync(queue, paused))[0].Id;
        await AdvanceAsync(Hold + TimeSpan.FromMinutes(1));
        var active = await LeaseAsync(queue, "worker");
        active.FencingToken.ShouldBeGreaterThan(paused.FencingToken);
        await ShouldBeLostAsync(queue, paused, id);
        await queue.ReleaseAsync(paused, Token);
        (await KeysAsync(queue, active)).ShouldBe("a b", "the lane still belongs to the active worker");
        (await ReadAsync(queue, active))[0].Attempts.ShouldBe(0);
    }

    [Fact]
    public async Task AnyCall_AfterRelease_Lost()
    {
        var queue = await OpenAsync(OneLane);
        await AppendAsync(queue, "a");
        var lane = await LeaseAsync(queue);
        var id = (await ReadAsync(queue, lane))[0].Id;
        await queue.ReleaseAsync(lane, Token);
        await queue.ReleaseAsync(lane, Token);
        await ShouldBeLostAsync(queue, lane, id);
    }

    [Fact]
    public async Task AnyCall_ForgedLane_Lost()
    {
        var queue = await OpenAsync(OneLane);
        await AppendAsync(queue, "a");
        var lane = await LeaseAsync(queue);
        var id = (await ReadAsync(queue, lane))[0].Id;
        await ShouldBeLostAsync(queue, lane with { FencingToken = lane.FencingToken + 1 }, id);
        await ShouldBeLostAsync(queue, lane with { Owner = "other" }, id);
        await ShouldBeLostAsync(queue, lane with { Lane = 1 }, id);
        await ShouldBeLostAsync(queue, lane with { Queue = $"{Queue}-other" }, id);
        (await KeysAsync(queue, lane)).ShouldBe("a");
    }

    [Fact]
    public async Task AnyCall_ItemOfAnotherLane_PassedOver()
    {
        var queue = await OpenAsync(new DurableQueueOptions { Lanes = 8 });
        var keys = Enumerable.Range(0, 200).Select(i => $"k{i}").DistinctBy(key => QueueLanes.LaneOf(Tenant, key, 8)).Take(2).ToArray();
        await AppendAsync(queue, keys);
        var (mine, other) = (await LeaseAsync(queue), await LeaseAsync(queue));
        var id = (await ReadAsync(queue, other)).Single().Id;
        await queue.CompleteAsync(mine, [id], Token);
        await queue.RetryAsync(mine, id, Hold, "later", Token);
        await queue.DeadLetterAsync(mine, id, "no", Token);
        (await ReadAsync(queue, other)).Single().Attempts.ShouldBe(0);
    }

    [Fact]
    public async Task Workers_ManyOverManyKeys_EachItemOnceAndInOrder()
    {
        const int Keys = 40;
        const int PerKey = 50;
        var queue = await OpenAsync(new DurableQueueOptions { Lanes = 8 });
        var done = new System.Collections.Concurrent.ConcurrentQueue<(string Key, int Number)>();
        var appending = Race.RunAsync(Keys, async key =>
        {
            for (var number = 0; number < PerKey; number++)
            {
                await queue.AppendAsync([Message($"k{key}", $"{number}")], Token);
            }

            return true;
        });
        await Race.RunAsync(6, async worker =>
        {
            while (done.Count < Keys * PerKey)
            {
                if (await queue.LeaseLaneAsync(Queue, $"worker-{worker}", Hold, Token) is not { } lane)
                {
                    await Task.Yield();
                    continue;
                }

                var items = await ReadAsync(queue, lane, 20);
                foreach (var item in items)
                {
                    done.Enqueue((item.Message.Key, int.Parse(item.Message.Payload.Span)));
                }

                await queue.CompleteAsync(lane, items.Select(item => item.Id).ToList(), Token);
                await queue.ReleaseAsync(lane, Token);
            }

            return true;
        });
        await appending;
        foreach (var key in done.GroupBy(item => item.Key, StringComparer.Ordinal))
        {
            key.Select(item => item.Number).ShouldBe(Enumerable.Range(0, PerKey), $"key {key.Key}");
        }

        (await queue.GetDepthAsync(Queue, Token)).Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task AnyCall_BadInputOrCancelled_Refused()
    {
        var queue = await OpenAsync(OneLane);
        await AppendAsync(queue, "a");
        foreach (var duration in Texts.BadDurations)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await queue.LeaseLaneAsync(Queue, "worker", duration, Token), $"{duration}");
        }

        var cancelled = new CancellationToken(canceled: true);
        await Should.ThrowAsync<OperationCanceledException>(async () => await queue.LeaseLaneAsync(Queue, "worker", Hold, cancelled));
        var lane = await LeaseAsync(queue);
        foreach (var duration in Texts.BadDurations)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await queue.RenewAsync(lane, duration, Token), $"{duration}");
        }

        foreach (var maxItems in new[] { 0, -1, 1001, int.MaxValue })
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await queue.ReadAsync(lane, maxItems, Token), $"{maxItems}");
        }

        var id = (await ReadAsync(queue, lane)).Single().Id;
        await Should.ThrowAsync<InvalidInputException>(async () => await queue.CompleteAsync(lane, Enumerable.Repeat(id, 1001).ToList(), Token));
        await Should.ThrowAsync<InvalidInputException>(async () => await queue.RetryAsync(lane, id, TimeSpan.FromTicks(-1), "later", Token));
        await Should.ThrowAsync<InvalidInputException>(async () => await queue.RetryAsync(lane, id, TimeSpan.MaxValue, "later", Token));
        await Should.ThrowAsync<OperationCanceledException>(async () => await queue.AppendAsync([Message("b")], cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await queue.CompleteAsync(lane, [id], cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await queue.DeadLetterAsync(lane, id, "no", cancelled));
        (await KeysAsync(queue, lane)).ShouldBe("a");
    }

    private static async Task ShouldBeLostAsync(IDurableQueue queue, QueueLane lane, long id)
    {
        await Should.ThrowAsync<LeaseLostException>(async () => await queue.RenewAsync(lane, Hold, Token));
        await Should.ThrowAsync<LeaseLostException>(async () => await queue.ReadAsync(lane, 10, Token));
        await Should.ThrowAsync<LeaseLostException>(async () => await queue.CompleteAsync(lane, [id], Token));
        await Should.ThrowAsync<LeaseLostException>(async () => await queue.RetryAsync(lane, id, Hold, "later", Token));
        await Should.ThrowAsync<LeaseLostException>(async () => await queue.DeadLetterAsync(lane, id, "no", Token));
    }
}
