using Microsoft.Extensions.AI;
using Paracle.Runtime.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.Runtime.Tests.Runs;

public sealed class StreamAsyncTests
{
    [Fact]
    public async Task StreamAsync_RunWithATool_TellsEverythingInOrder()
    {
        await using var host = new TestHost();
        host.WithTool((int left, int right) => left + right, "add");
        var asks = ScriptedModel.ToolCalls(ScriptedModel.Call("add", ("left", 2), ("right", 3)));
        asks.Messages[0].Contents.Insert(0, new TextContent("Let me see."));
        host.Model.Answers(asks).Says("It is 5.");

        var events = await host.StreamAsync().ReadAllAsync();

        var stored = await host.OnlyExecutionAsync();
        events.ShouldBe(
        [
            new AgentEvent.Started(stored.Id),
            new AgentEvent.Text("Let me see."),
            new AgentEvent.Usage(new TokenUsage(10, 5)),
            new AgentEvent.ToolCall("call-add", "add", """{"left":2,"right":3}"""),
            new AgentEvent.ToolResult("call-add", "add", "5", false),
            new AgentEvent.Text("It is 5."),
            new AgentEvent.Usage(new TokenUsage(10, 5)),
            new AgentEvent.Completed(new AgentRunResult
            {
                ExecutionId = stored.Id,
                Text = "It is 5.",
                Usage = new TokenUsage(20, 10),
                Steps = 2,
                ToolCalls = 1,
            }),
        ]);
        (stored.State, stored.Output).ShouldBe((ExecutionState.Succeeded, "It is 5."));
    }

    [Fact]
    public async Task StreamAsync_Text_ComesBeforeTheModelHasEnded()
    {
        await using var host = new TestHost();
        var read = new TaskCompletionSource();
        host.Model.Says("unused").OnStream = asked => Pieces(asked);
        async IAsyncEnumerable<ChatResponseUpdate> Pieces(Asked asked)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "One, ");
            await read.Task.WaitAsync(Waiting.Limit, asked.Token);
            yield return new ChatResponseUpdate(ChatRole.Assistant, "two.") { FinishReason = ChatFinishReason.Stop };
        }

        List<string> texts = [];
        await foreach (var happened in host.StreamAsync())
        {
            if (happened is AgentEvent.Text text)
            {
                texts.Add(text.Value);
                read.TrySetResult();
            }
        }

        texts.ShouldBe(["One, ", "two."]);
        (await host.OnlyExecutionAsync()).Output.ShouldBe("One, two.");
    }

    [Fact]
    public async Task StreamAsync_ModelFailsHalfway_LastEventIsFailed()
    {
        await using var host = new TestHost();
        host.Model.Says("unused").OnStream = _ => Pieces();
        static async IAsyncEnumerable<ChatResponseUpdate> Pieces()
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "One, ");
            await Task.Yield();
            throw new ProviderException("The stream was cut.");
        }

        var events = await host.StreamAsync().ReadAllAsync();

        var stored = await host.OnlyExecutionAsync();
        events.ShouldBe(
        [
            new AgentEvent.Started(stored.Id),
            new AgentEvent.Text("One, "),
            new AgentEvent.Failed(stored.Id, ExecutionState.Failed, ErrorCodes.Provider, "The stream was cut."),
        ]);
        stored.State.ShouldBe(ExecutionState.Failed);
    }

    [Fact]
    public async Task StreamAsync_BoundReached_LastEventIsFailed()
    {
        await using var host = new TestHost();
        host.WithTool(() => "ok", "again");
        host.Model.Asks(ScriptedModel.Call("again"));

        var events = await host.StreamAsync(limits: new RunLimits { MaxSteps = 2 }).ReadAllAsync();

        events[^1].ShouldBeOfType<AgentEvent.Failed>().Code.ShouldBe(ErrorCodes.StepLimit);
        host.Model.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task StreamAsync_ErrorBeforeTheStart_IsRaised()
    {
        await using var host = new TestHost(withGrants: false);

        await Should.ThrowAsync<AccessDeniedException>(host.StreamAsync().ReadAllAsync());
        await Should.ThrowAsync<InvalidInputException>(host.StreamAsync(task: " ").ReadAllAsync());

        host.Executions.Writes.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StreamAsync_LeftEarly_ExecutionIsCancelledBeforeDisposeReturns(bool modelListens)
    {
        await using var host = new TestHost();
        host.Model.Says("unused").OnStream = asked => Endless(asked);
        async IAsyncEnumerable<ChatResponseUpdate> Endless(Asked asked)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "word ");
            await Task.Delay(Timeout.Infinite, modelListens ? asked.Token : CancellationToken.None);
        }

        await foreach (var happened in host.StreamAsync())
        {
            if (happened is AgentEvent.Text)
            {
                break;
            }
        }

        var stored = await host.OnlyExecutionAsync();
        (stored.State, stored.ErrorCode).ShouldBe((ExecutionState.Cancelled, ErrorCodes.Cancelled));
        host.Model.Requests.ShouldHaveSingleItem().Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task StreamAsync_LeftAfterStarted_CancelsThoughTheModelFloods()
    {
        await using var host = new TestHost();
        host.Model.Says("unused").OnStream = _ => Flood();
        static async IAsyncEnumerable<ChatResponseUpdate> Flood()
        {
            while (true)
            {
                await Task.Yield();
                yield return new ChatResponseUpdate(ChatRole.Assistant, "word ");
            }
        }

        await foreach (var happened in host.StreamAsync())
        {
            happened.ShouldBeOfType<AgentEvent.Started>();
            break;
        }

        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Cancelled);
    }

    [Fact]
    public async Task StreamAsync_ReaderStopsReadingForGood_RunStillEndsAtItsBoundOfTime()
    {
        await using var host = new TestHost();
        var given = 0;
        host.Model.Says("unused").OnStream = _ => Flood();
        async IAsyncEnumerable<ChatResponseUpdate> Flood()
        {
            while (true)
            {
                await Task.Yield();
                given++;
                yield return new ChatResponseUpdate(ChatRole.Assistant, "word ");
            }
        }

        var reader = host.StreamAsync().GetAsyncEnumerator();
        (await reader.MoveNextAsync()).ShouldBeTrue();
        await Waiting.UntilAsync(() => given >= 64);
        host.Time.Advance(TimeSpan.FromMinutes(2));

        await Waiting.UntilAsync(async () => (await host.OnlyExecutionAsync()).State.IsTerminal());
        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.TimedOut);
        given.ShouldBeLessThan(70);
        await reader.DisposeAsync();
    }

    [Fact]
    public async Task StreamAsync_TokenCancelled_LastEventIsFailedAsCancelled()
    {
        await using var host = new TestHost();
        host.Model.Hangs();
        using var cancellation = new CancellationTokenSource();
        List<AgentEvent> events = [];

        await foreach (var happened in host.StreamAsync(cancellationToken: cancellation.Token))
        {
            events.Add(happened);
            await cancellation.CancelAsync();
        }

        events.Count.ShouldBe(2);
        var failed = events[1].ShouldBeOfType<AgentEvent.Failed>();
        (failed.State, failed.Code).ShouldBe((ExecutionState.Cancelled, ErrorCodes.Cancelled));
        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Cancelled);
    }

    [Fact]
    public async Task StreamAsync_TokenOfTheEnumeration_CancelsToo()
    {
        await using var host = new TestHost();
        host.Model.Hangs();
        using var cancellation = new CancellationTokenSource();

        await foreach (var _ in host.StreamAsync().WithCancellation(cancellation.Token))
        {
            await cancellation.CancelAsync();
        }

        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Cancelled);
    }

    [Fact]
    public async Task StreamAsync_EndlessAnswer_FailsAtTheLongestText()
    {
        await using var host = new TestHost();
        var piece = new string('x', 1024 * 1024);
        host.Model.Says("unused").OnStream = _ => Endless();
        async IAsyncEnumerable<ChatResponseUpdate> Endless()
        {
            while (true)
            {
                await Task.Yield();
                yield return new ChatResponseUpdate(ChatRole.Assistant, piece);
            }
        }

        var events = await host.StreamAsync().ReadAllAsync();

        events[^1].ShouldBeOfType<AgentEvent.Failed>().Code.ShouldBe(ErrorCodes.Provider);
        events.OfType<AgentEvent.Text>().Count().ShouldBe(4);
    }
}
