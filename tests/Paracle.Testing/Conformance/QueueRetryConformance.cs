namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IDurableQueue"/> promises of retries and dead letters.</summary>
public abstract class QueueRetryConformance : QueueConformance
{
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Retry_Item_HoldsBackItsKeyAndNoOther()
    {
        var queue = await OpenOneLaneAsync();
        await AppendAsync(queue, "a", "b", "a", "c");
        var lane = await LeaseAsync(queue);
        var first = (await ReadAsync(queue, lane))[0];
        await queue.RetryAsync(lane, first.Id, Delay, "not now", Token);
        (await KeysAsync(queue, lane)).ShouldBe("b c");
        await AdvanceAsync(Delay);
        var items = await ReadAsync(queue, lane);
        items.Select(item => item.Message.Key).ShouldBe(["a", "b", "a", "c"]);
        (items[0].Id, items[0].Attempts, items[0].LastError).ShouldBe((first.Id, 1, "not now"));
        items.Skip(1).ShouldAllBe(item => item.Attempts == 0 && item.LastError == null);
    }

    [Fact]
    public async Task Retry_SameKeyOfAnotherTenant_IsNotHeldBack()
    {
        var queue = await OpenOneLaneAsync();
        await queue.AppendAsync([Message("a"), Message("a") with { Tenant = new TenantId($"{Tenant}-other") }], Token);
        var lane = await LeaseAsync(queue);
        await queue.RetryAsync(lane, (await ReadAsync(queue, lane))[0].Id, Delay, "later", Token);
        (await ReadAsync(queue, lane)).Single().Message.Tenant.ShouldNotBe(Tenant);
    }

    [Fact]
    public async Task Retry_WithoutDelay_IsDueAtOnceAndCounted()
    {
        var queue = await OpenOneLaneAsync();
        await AppendAsync(queue, "a");
        var lane = await LeaseAsync(queue);
        for (var attempts = 0; attempts < 3; attempts++)
        {
            var item = (await ReadAsync(queue, lane)).Single();
            item.Attempts.ShouldBe(attempts);
            await queue.RetryAsync(lane, item.Id, TimeSpan.Zero, $"error {attempts}", Token);
        }

        (await ReadAsync(queue, lane)).Single().LastError.ShouldBe("error 2");
    }

    [Fact]
    public async Task Lease_OnlyItemsThatWaitForTheirRetry_NullUntilTheyAreDue()
    {
        var queue = await OpenOneLaneAsync();
        await AppendAsync(queue, "a", "a");
        var lane = await LeaseAsync(queue);
        await queue.RetryAsync(lane, (await ReadAsync(queue, lane))[0].Id, Delay, "later", Token);
        await queue.ReleaseAsync(lane, Token);
        (await queue.LeaseLaneAsync(Queue, "worker", Hold, Token)).ShouldBeNull();
        await AdvanceAsync(Delay);
        (await KeysAsync(queue, await LeaseAsync(queue))).ShouldBe("a a");
    }

    [Fact]
    public async Task DeadLetter_BlockKey_LaterItemsOfTheKeyWait()
    {
        var queue = await OpenOneLaneAsync();
        await AppendAsync(queue, "a", "b", "a");
        var lane = await LeaseAsync(queue);
        var dead = await KillFirstAsync(queue, lane);
        (await KeysAsync(queue, lane)).ShouldBe("b");
        await AppendAsync(queue, "a", "b");
        (await KeysAsync(queue, lane)).ShouldBe("b b");
        (await queue.ReviveAsync(Queue, dead.Id, Token)).ShouldBeTrue();
        (await KeysAsync(queue, lane)).ShouldBe("a b a a b", "a revived item takes its old place");
        var revived = (await ReadAsync(queue, lane))[0];
        (revived.Id, revived.Attempts).ShouldBe((dead.Id, 0));
    }

    [Fact]
    public async Task DeadLetter_SkipItem_LaterItemsOfTheKeyGoOn()
    {
        var queue = await OpenOneLaneAsync(DeadLetterMode.SkipItem);
        await AppendAsync(queue, "a", "b", "a");
        var lane = await LeaseAsync(queue);
        var dead = await KillFirstAsync(queue, lane);
        (await KeysAsync(queue, lane)).ShouldBe("b a");
        (await queue.ReviveAsync(Queue, dead.Id, Token)).ShouldBeTrue();
        (await KeysAsync(queue, lane)).ShouldBe("a b a");
    }

    [Fact]
    public async Task Lease_OnlyItemsBehindADeadLetter_NullUntilItIsDiscarded()
    {
        var queue = await OpenOneLaneAsync();
        await AppendAsync(queue, "a", "a");
        var lane = await LeaseAsync(queue);
        var dead = await KillFirstAsync(queue, lane);
        await queue.ReleaseAsync(lane, Token);
        (await queue.LeaseLaneAsync(Queue, "worker", Hold, Token)).ShouldBeNull();
        (await queue.DiscardAsync(Queue, dead.Id, Token)).ShouldBeTrue();
        (await KeysAsync(queue, await LeaseAsync(queue))).ShouldBe("a");
        (await queue.GetDepthAsync(Queue, Token)).ShouldSatisfyAllConditions(depth => depth.Waiting.ShouldBe(1), depth => depth.Dead.ShouldBe(0));
    }

    [Fact]
    public async Task DeadLetter_CompletedOrRetried_StaysADeadLetter()
    {
        var queue = await OpenOneLaneAsync();
        await AppendAsync(queue, "a");
        var lane = await LeaseAsync(queue);
        var dead = await KillFirstAsync(queue, lane);
        await queue.CompleteAsync(lane, [dead.Id], Token);
        await queue.RetryAsync(lane, dead.Id, TimeSpan.Zero, "again", Token);
        await queue.DeadLetterAsync(lane, dead.Id, "again", Token);
        var listed = (await queue.ListDeadAsync(Queue, PageRequest.First, Token)).Items.Single();
        (listed.Id, listed.Attempts, listed.LastError).ShouldBe((dead.Id, 1, "poison"));
    }

    [Fact]
    public async Task AnyCall_CompletedItem_PassedOver()
    {
        var queue = await OpenOneLaneAsync();
        await AppendAsync(queue, "a", "b");
        var lane = await LeaseAsync(queue);
        var id = (await ReadAsync(queue, lane))[0].Id;
        await queue.CompleteAsync(lane, [id], Token);
        await queue.RetryAsync(lane, id, Delay, "later", Token);
        await queue.DeadLetterAsync(lane, id, "no", Token);
        (await queue.GetDepthAsync(Queue, Token)).ShouldSatisfyAllConditions(depth => depth.Waiting.ShouldBe(1), depth => depth.Dead.ShouldBe(0));
    }

    [Fact]
    public async Task ReviveAndDiscard_WhatIsNoDeadLetter_FalseAndUnchanged()
    {
        var queue = await OpenOneLaneAsync();
        await AppendAsync(queue, "a");
        var lane = await LeaseAsync(queue);
        var id = (await ReadAsync(queue, lane)).Single().Id;
        foreach (var wrong in new[] { id, id + 1, 0, -1, long.MaxValue })
        {
            (await queue.ReviveAsync(Queue, wrong, Token)).ShouldBeFalse();
            (await queue.DiscardAsync(Queue, wrong, Token)).ShouldBeFalse();
        }

        await queue.DeadLetterAsync(lane, id, "no", Token);
        (await queue.ReviveAsync($"{Queue}-other", id, Token)).ShouldBeFalse();
        (await queue.DiscardAsync($"{Queue}-other", id, Token)).ShouldBeFalse();
        var discarded = await Race.RunAsync(16, async _ => await queue.DiscardAsync(Queue, id, Token));
        discarded.Count(isDiscarded => isDiscarded).ShouldBe(1);
        (await queue.ReviveAsync(Queue, id, Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task ListDead_Many_InOrderOfTheirIdsAndComplete()
    {
        var queue = await OpenAsync(new DurableQueueOptions { Lanes = 4 });
        await AppendAsync(queue, Enumerable.Range(0, 30).Select(i => $"k{i}").ToArray());
        var expected = new List<long>();
        while (await queue.LeaseLaneAsync(Queue, "worker", Hold, Token) is { } lane)
        {
            foreach (var item in await ReadAsync(queue, lane))
            {
                await queue.DeadLetterAsync(lane, item.Id, $"error of {item.Message.Key}", Token);
                expected.Add(item.Id);
            }
        }

        foreach (var size in new[] { 1, 7, 30, 1000 })
        {
            var dead = await Paging.ReadAllAsync(page => queue.ListDeadAsync(Queue, page, Token), size);
            dead.Select(item => item.Id).ShouldBe(expected.Order());
            dead.ShouldAllBe(item => item.LastError == $"error of {item.Message.Key}" && item.Attempts == 1);
        }

        (await queue.ListDeadAsync($"{Queue}-other", PageRequest.First, Token)).Items.ShouldBeEmpty();
        await Paging.RefusesBadPagesAsync(page => queue.ListDeadAsync(Queue, page, Token));
    }

    [Fact]
    public async Task Error_OfAnyKind_NeverFailsTheItemAgain()
    {
        var queue = await OpenOneLaneAsync();
        await AppendAsync(queue, "a");
        var lane = await LeaseAsync(queue);
        var id = (await ReadAsync(queue, lane)).Single().Id;
        foreach (var error in new[] { null, "", " ", "a\0b", "\uD800", Texts.Awkward, new string('e', 4095) + "😀", new string('e', 100_000) })
        {
            await queue.RetryAsync(lane, id, TimeSpan.Zero, error!, Token);
            (await ReadAsync(queue, lane)).Single().LastError.ShouldBe(QueueRules.CleanError(error), Texts.Show(error));
        }
    }

    private Task<IDurableQueue> OpenOneLaneAsync(DeadLetterMode mode = DeadLetterMode.BlockKey) =>
        OpenAsync(new DurableQueueOptions { Lanes = 1, DeadLetterMode = mode });

    private static async Task<QueueItem> KillFirstAsync(IDurableQueue queue, QueueLane lane)
    {
        var item = (await ReadAsync(queue, lane))[0];
        await queue.DeadLetterAsync(lane, item.Id, "poison", Token);
        return item;
    }
}
