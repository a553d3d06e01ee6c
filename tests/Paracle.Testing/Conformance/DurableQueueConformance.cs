using System.Text;

namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IDurableQueue"/> promises of appending, reading and completing.</summary>
public abstract class DurableQueueConformance : QueueConformance
{
    private static readonly DurableQueueOptions OneLane = new() { Lanes = 1 };

    [Fact]
    public async Task Append_Messages_AreReadInOrderAsTheyWere()
    {
        var queue = await OpenAsync(OneLane);
        var messages = new[] { Message(Texts.LiteralKeys[0], "one"), Message("b", ""), Message("a", "three é\0\n") };
        await queue.AppendAsync(messages, Token);
        var items = await ReadAsync(queue, await LeaseAsync(queue));
        items.Select(item => Encoding.UTF8.GetString(item.Message.Payload.Span)).ShouldBe(["one", "", "three é\0\n"]);
        items.Select(item => item.Id).ShouldBeInOrder();
        items.Select(item => item.Id).ShouldBeUnique();
        foreach (var (item, message) in items.Zip(messages))
        {
            (item.Message with { Payload = message.Payload }).ShouldBe(message);
            (item.AppendedAt, item.Attempts, item.LastError).ShouldBe((Time.GetUtcNow(), 0, null));
        }
    }

    [Fact]
    public async Task Append_PayloadChangedAfterwards_ReadAsAppended()
    {
        var queue = await OpenAsync(OneLane);
        var payload = "before"u8.ToArray();
        await queue.AppendAsync([Message("a") with { Payload = payload }], Token);
        payload.AsSpan().Fill((byte)'x');
        (await ReadAsync(queue, await LeaseAsync(queue)))[0].Message.Payload.ToArray().ShouldBe("before"u8.ToArray());
    }

    [Fact]
    public async Task Append_LargestBatchAndPayload_Accepted()
    {
        var queue = await OpenAsync(OneLane);
        var payload = new byte[1024 * 1024];
        Array.Fill(payload, (byte)0xFF);
        await queue.AppendAsync([Message("large") with { Payload = payload }], Token);
        await queue.AppendAsync(Enumerable.Range(0, QueueRules.MaxBatch).Select(i => Message($"k{i}")).ToList(), Token);
        var lane = await LeaseAsync(queue);
        var items = await ReadAsync(queue, lane);
        items[0].Message.Payload.ToArray().ShouldBe(payload);
        await queue.CompleteAsync(lane, items.Select(item => item.Id).ToList(), Token);
        (await KeysAsync(queue, lane)).ShouldBe("k999");
    }

    [Fact]
    public async Task Append_SameEffectWhileItIsThere_ChangesNothing()
    {
        var queue = await OpenAsync(OneLane);
        var message = Message("a", "first");
        await queue.AppendAsync([message, message with { Key = "b" }], Token);
        await queue.AppendAsync([message with { Payload = "second"u8.ToArray() }], Token);
        var lane = await LeaseAsync(queue);
        var item = (await ReadAsync(queue, lane)).Single();
        Encoding.UTF8.GetString(item.Message.Payload.Span).ShouldBe("first");
        await queue.DeadLetterAsync(lane, item.Id, "no", Token);
        await queue.AppendAsync([message], Token);
        (await queue.GetDepthAsync(Queue, Token)).ShouldBe(new QueueDepth(0, 1, null));
    }

    [Fact]
    public async Task Append_SameEffectOnceItIsGone_AppendsAgain()
    {
        var queue = await OpenAsync(OneLane);
        var message = Message("a");
        await queue.AppendAsync([message], Token);
        var lane = await LeaseAsync(queue);
        var first = (await ReadAsync(queue, lane)).Single();
        await queue.CompleteAsync(lane, [first.Id], Token);
        await queue.AppendAsync([message], Token);
        (await ReadAsync(queue, lane)).Single().Id.ShouldBeGreaterThan(first.Id);
    }

    [Fact]
    public async Task Append_SameEffectOfAnotherTenantOrQueue_IsAnother()
    {
        var queue = await OpenAsync(OneLane);
        var message = Message("a");
        var otherQueue = $"{Queue}-other";
        await queue.AppendAsync([message, message with { Tenant = new TenantId($"{Tenant}-other") }, message with { Queue = otherQueue }], Token);
        (await queue.GetDepthAsync(Queue, Token)).Waiting.ShouldBe(2);
        (await queue.GetDepthAsync(otherQueue, Token)).Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task Append_RacersWithOneEffect_AppendsOnce()
    {
        var queue = await OpenAsync();
        var message = Message("a");
        await Race.RunAsync(64, async _ =>
        {
            await queue.AppendAsync([message], Token);
            return true;
        });
        (await queue.GetDepthAsync(Queue, Token)).Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task Append_KeysThatLookAlike_AreNotTheSame()
    {
        var queue = await OpenAsync(OneLane);
        await queue.AppendAsync(Texts.LiteralKeys.Select(key => Message(key) with { IdempotencyKey = key }).ToList(), Token);
        var lane = await LeaseAsync(queue);
        var items = await ReadAsync(queue, lane);
        items.Select(item => item.Message.Key).ShouldBe(Texts.LiteralKeys);
        items.Select(item => item.Message.IdempotencyKey).ShouldBe(Texts.LiteralKeys);

        // Each key is held back alone: had two been taken for one, a third would be missing.
        await queue.RetryAsync(lane, items[0].Id, Hold, "later", Token);
        (await ReadAsync(queue, lane)).Count.ShouldBe(Texts.LiteralKeys.Count - 1);
        await queue.AppendAsync(Texts.LiteralKeys.Select(key => Message(key)).ToList(), Token);
        (await ReadAsync(queue, lane)).Count.ShouldBe(2 * (Texts.LiteralKeys.Count - 1));
    }

    [Fact]
    public async Task Append_BeyondCapacity_RefusesAllAndTakesNone()
    {
        var queue = await OpenAsync(new DurableQueueOptions { Lanes = 1, Capacity = 3 });
        var first = Message("a");
        await queue.AppendAsync([first, Message("b")], Token);
        var error = await Should.ThrowAsync<LimitExceededException>(async () => await AppendAsync(queue, "c", "d"));
        error.Code.ShouldBe(ErrorCodes.QueueFull);
        await queue.AppendAsync([first, Message("c")], Token);
        await queue.AppendAsync([first], Token);
        await Should.ThrowAsync<LimitExceededException>(async () => await AppendAsync(queue, "d"));
        var lane = await LeaseAsync(queue);
        (await KeysAsync(queue, lane)).ShouldBe("a b c");
        await queue.CompleteAsync(lane, [(await ReadAsync(queue, lane))[0].Id], Token);
        await AppendAsync(queue, "d");
    }

    [Fact]
    public async Task Append_RacersAtTheCapacity_NeverExceedIt()
    {
        var queue = await OpenAsync(new DurableQueueOptions { Capacity = 100 });
        var appended = await Race.RunAsync(64, racer => Race.SucceedsAsync<LimitExceededException>(
            async () => await AppendAsync(queue, $"k{racer}", $"l{racer}", $"m{racer}")));
        appended.Count(isAppended => isAppended).ShouldBe(33);
        (await queue.GetDepthAsync(Queue, Token)).Waiting.ShouldBe(99);
    }

    [Fact]
    public async Task Append_WithAnExecution_BothOrNeither()
    {
        var (queue, executions) = await OpenBothAsync(new DurableQueueOptions { Capacity = 2 });
        var execution = Execution.Begin(ExecutionId.New(Time), new Caller(Tenant, "someone"), ExecutionKind.Agent, "writer", "a task");
        (await queue.AppendAsync(execution, [Message("a")], Token)).ShouldBe(ExecutionWriteOutcome.Applied);
        (await executions.FindAsync(Tenant, execution.Id, Token)).ShouldBe(execution);

        (await queue.AppendAsync(execution, [Message("b")], Token)).ShouldBe(ExecutionWriteOutcome.Superseded);
        (await queue.GetDepthAsync(Queue, Token)).Waiting.ShouldBe(1, "a superseded write appends nothing");

        var running = execution.MoveTo(ExecutionState.Running, Time.GetUtcNow());
        await Should.ThrowAsync<LimitExceededException>(async () => await queue.AppendAsync(running, [Message("b"), Message("c")], Token));
        (await executions.FindAsync(Tenant, execution.Id, Token)).ShouldBe(execution, "a full queue keeps the execution as it was");

        await Should.ThrowAsync<InvalidInputException>(async () => await queue.AppendAsync(running, [Message("")], Token));
        await Should.ThrowAsync<InvalidInputException>(async () => await queue.AppendAsync(running with { Version = 0 }, [Message("b")], Token));
        (await executions.FindAsync(Tenant, execution.Id, Token)).ShouldBe(execution);
        (await queue.GetDepthAsync(Queue, Token)).Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task Append_ExecutionRacers_OneAppends()
    {
        var (queue, _) = await OpenBothAsync(new DurableQueueOptions());
        var running = Execution.Begin(ExecutionId.New(Time), new Caller(Tenant, "someone"), ExecutionKind.Agent, "writer", "a task")
            .MoveTo(ExecutionState.Running, Time.GetUtcNow());
        var outcomes = await Race.RunAsync(64, async racer => await queue.AppendAsync(
            running.MoveTo(ExecutionState.Succeeded, Time.GetUtcNow()), [Message("ended", $"racer-{racer}")], Token));
        outcomes.Count(outcome => outcome == ExecutionWriteOutcome.Applied).ShouldBe(1);
        var item = (await ReadAsync(queue, await LeaseAsync(queue))).Single();
        Encoding.UTF8.GetString(item.Message.Payload.Span).ShouldBe($"racer-{outcomes.ToList().IndexOf(ExecutionWriteOutcome.Applied)}");
    }

    [Fact]
    public async Task Append_Keys_SpreadOverLanesAsQueueLanesSays()
    {
        var queue = await OpenAsync(new DurableQueueOptions { Lanes = 4 });
        await AppendAsync(queue, Enumerable.Range(0, 64).Select(i => $"k{i}").ToArray());
        for (var leased = 0; leased < 4; leased++)
        {
            var lane = await LeaseAsync(queue);
            var items = await ReadAsync(queue, lane);
            items.ShouldNotBeEmpty();
            items.ShouldAllBe(item => QueueLanes.LaneOf(item.Message.Tenant, item.Message.Key, 4) == lane.Lane);
        }

        (await queue.LeaseLaneAsync(Queue, "worker", Hold, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Read_NotCompleted_StaysAndIsReadAgain()
    {
        var queue = await OpenAsync(OneLane);
        await AppendAsync(queue, "a", "b", "c");
        var lane = await LeaseAsync(queue);
        (await ReadAsync(queue, lane, 2)).Count.ShouldBe(2);
        var items = await ReadAsync(queue, lane);
        items.Count.ShouldBe(3);
        await queue.CompleteAsync(lane, [items[1].Id, items[1].Id, long.MaxValue, -1], Token);
        await queue.CompleteAsync(lane, [], Token);
        (await KeysAsync(queue, lane)).ShouldBe("a c");
    }

    [Fact]
    public async Task Depth_Queue_CountsWhatWaitsAndIsDead()
    {
        var queue = await OpenAsync(OneLane);
        (await queue.GetDepthAsync(Queue, Token)).ShouldBe(new QueueDepth(0, 0, null));
        var first = Time.GetUtcNow();
        await AppendAsync(queue, "a");
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        await AppendAsync(queue, "b", "c");
        (await queue.GetDepthAsync(Queue, Token)).ShouldBe(new QueueDepth(3, 0, first));
        var lane = await LeaseAsync(queue);
        var item = (await ReadAsync(queue, lane))[0];
        await queue.DeadLetterAsync(lane, item.Id, "no", Token);
        (await queue.GetDepthAsync(Queue, Token)).ShouldBe(new QueueDepth(2, 1, first + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task AnyCall_BadInput_Refused()
    {
        var queue = await OpenAsync(OneLane);
        var sound = Message("a");
        (string What, IReadOnlyList<QueueMessage> Messages)[] broken =
        [
            ("no messages", []),
            ("too many", Enumerable.Range(0, 1001).Select(i => Message($"k{i}")).ToList()),
            ("a null message", [sound, null!]),
            ("no tenant", [sound, sound with { Tenant = default }]),
            ("an over-long payload", [sound, sound with { Payload = new byte[(1024 * 1024) + 1] }]),
            .. Texts.BadNames.Select(name => ($"queue {Texts.Show(name)}", (IReadOnlyList<QueueMessage>)[sound, sound with { Queue = name! }])),
            .. Texts.BadKeys.Select(key => ($"key {Texts.Show(key)}", (IReadOnlyList<QueueMessage>)[sound, sound with { Key = key! }])),
            .. Texts.BadKeys.Select(key => ($"effect {Texts.Show(key)}", (IReadOnlyList<QueueMessage>)[sound, sound with { IdempotencyKey = key! }])),
        ];
        foreach (var (what, messages) in broken)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await queue.AppendAsync(messages, Token), what);
        }

        (await queue.GetDepthAsync(Queue, Token)).Waiting.ShouldBe(0, "all or none");
        foreach (var name in Texts.BadNames)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await queue.LeaseLaneAsync(name!, "worker", Hold, Token), Texts.Show(name));
            await Should.ThrowAsync<InvalidInputException>(async () => await queue.ListDeadAsync(name!, PageRequest.First, Token), Texts.Show(name));
            await Should.ThrowAsync<InvalidInputException>(async () => await queue.ReviveAsync(name!, 1, Token), Texts.Show(name));
            await Should.ThrowAsync<InvalidInputException>(async () => await queue.DiscardAsync(name!, 1, Token), Texts.Show(name));
            await Should.ThrowAsync<InvalidInputException>(async () => await queue.GetDepthAsync(name!, Token), Texts.Show(name));
        }

        foreach (var owner in Texts.BadKeys)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await queue.LeaseLaneAsync(Queue, owner!, Hold, Token), Texts.Show(owner));
        }
    }
}
