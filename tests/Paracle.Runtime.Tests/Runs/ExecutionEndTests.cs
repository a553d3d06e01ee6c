using Microsoft.Extensions.AI;
using Paracle.Runtime.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.Runtime.Tests.Runs;

public sealed class ExecutionEndTests
{
    [Fact]
    public async Task RunAsync_ClientThrowsItsOwnError_IsWrappedOnceWithTheExecution()
    {
        await using var host = new TestHost();
        var cause = new HttpRequestException("secret body");
        host.Model.Fails(cause);

        var error = await Should.ThrowAsync<ProviderException>(host.RunAsync());

        error.InnerException.ShouldBeSameAs(cause);
        error.Provider.ShouldBe("main");
        error.Message.ShouldNotContain("secret");
        var stored = await host.OnlyExecutionAsync();
        error.ExecutionId.ShouldBe(stored.Id);
        (stored.State, stored.ErrorCode, stored.ErrorMessage).ShouldBe((ExecutionState.Failed, ErrorCodes.Provider, error.Message));
        stored.Usage.ShouldBe(TokenUsage.Unknown);
    }

    public static TheoryData<ParacleException> TypedErrors =>
    [
        new ProviderException("Provider 'main' refused.") { Provider = "main", Status = 503, RetryAfter = TimeSpan.FromSeconds(7) },
        new LimitExceededException(ErrorCodes.BudgetExhausted, "No budget left.") { RetryAfter = TimeSpan.FromSeconds(7) },
        new UnavailableException("Away."),
        new ConfigurationException("Not set up."),
        new InvalidInputException("prompt", "Too long."),
        new AccessDeniedException("No."),
        new NotFoundException("No model."),
        new ConflictException("Conflict."),
        new LeaseLostException("Lost."),
    ];

    [Theory]
    [MemberData(nameof(TypedErrors), DisableDiscoveryEnumeration = true)]
    public async Task RunAsync_ClientRaisesATypedError_RaisesItAnewWithTheExecution(ParacleException cause)
    {
        await using var host = new TestHost();
        host.Model.Fails(cause);

        var error = (ParacleException)await Should.ThrowAsync(host.RunAsync(), cause.GetType());

        error.ShouldNotBeSameAs(cause, "a coalesced call gives one error to many runs");
        (error.Code, error.Message).ShouldBe((cause.Code, cause.Message));
        cause.ExecutionId.ShouldBeNull();
        var stored = await host.OnlyExecutionAsync();
        error.ExecutionId.ShouldBe(stored.Id);
        (stored.State, stored.ErrorCode).ShouldBe((ExecutionState.Failed, cause.Code));
        if (cause is ProviderException { Status: { } status })
        {
            var provider = error.ShouldBeOfType<ProviderException>();
            (provider.Status, provider.Provider, provider.RetryAfter).ShouldBe((status, "main", TimeSpan.FromSeconds(7)));
        }

        if (cause is LimitExceededException)
        {
            ((LimitExceededException)error).RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        }
    }

    [Fact]
    public async Task RunAsync_ClientCancelsByItself_IsAProviderErrorAndNoCancellation()
    {
        await using var host = new TestHost();
        host.Model.Fails(new TaskCanceledException("HttpClient.Timeout"));

        await Should.ThrowAsync<ProviderException>(host.RunAsync());

        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Failed);
    }

    [Theory]
    [InlineData("length", "half an ans", "output tokens")]
    [InlineData("content_filter", "", "content filter")]
    [InlineData("tool_calls", "", "neither text nor a tool call")]
    [InlineData(null, "", "neither text nor a tool call")]
    public async Task RunAsync_AnswerIsNotWhole_FailsSayingWhy(string? reason, string text, string why)
    {
        await using var host = new TestHost();
        host.Model.Answers(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = reason is null ? null : new ChatFinishReason(reason) });

        (await Should.ThrowAsync<ProviderException>(host.RunAsync())).Message.ShouldContain(why);

        var stored = await host.OnlyExecutionAsync();
        (stored.State, stored.Output).ShouldBe((ExecutionState.Failed, null));
    }

    [Fact]
    public async Task RunAsync_EmptyAnswerThatStops_Succeeds()
    {
        await using var host = new TestHost();
        host.Model.Says("");

        (await host.RunAsync()).Text.ShouldBe("");
        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Succeeded);
    }

    [Fact]
    public async Task RunAsync_AnswerNoStoreCanHold_IsStoredWithoutWhatItCannotHold()
    {
        await using var host = new TestHost();
        host.Model.Says("nul \0, half a pair \uD83D, a whole one \U0001F600");

        var result = await host.RunAsync();

        result.Text.ShouldBe("nul \uFFFD, half a pair \uFFFD, a whole one \U0001F600");
        (await host.OnlyExecutionAsync()).Output.ShouldBe(result.Text);
    }

    [Fact]
    public async Task RunAsync_AnswerOverTheLimit_Fails()
    {
        await using var host = new TestHost();
        host.Model.Says(new string('x', ExecutionRules.MaxText + 1));

        await Should.ThrowAsync<ProviderException>(host.RunAsync());
        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Failed);
    }

    [Fact]
    public async Task RunAsync_ErrorMessageOverTheLimit_IsStoredShortened()
    {
        await using var host = new TestHost();
        host.Model.Fails(new UnavailableException(new string('x', 10_000) + "\0"));

        await Should.ThrowAsync<UnavailableException>(host.RunAsync());

        (await host.OnlyExecutionAsync()).ErrorMessage!.Length.ShouldBe(4096);
    }

    [Fact]
    public async Task RunAsync_CallerCancels_EndsCancelledAlthoughTheTokenIs()
    {
        await using var host = new TestHost();
        host.Model.Hangs();
        using var cancellation = new CancellationTokenSource();

        var run = host.RunAsync(cancellationToken: cancellation.Token);
        await Waiting.UntilAsync(() => host.Model.Calls == 1);
        await cancellation.CancelAsync();

        var error = (await Record.ExceptionAsync(() => run)).ShouldBeOfType<OperationCanceledException>();
        error.CancellationToken.ShouldBe(cancellation.Token);
        var stored = await host.OnlyExecutionAsync();
        error.Message.ShouldContain(stored.Id.ToString());
        (stored.State, stored.ErrorCode).ShouldBe((ExecutionState.Cancelled, ErrorCodes.Cancelled));
    }

    [Fact]
    public async Task RunAsync_CancelledBeforehand_DoesNothing()
    {
        await using var host = new TestHost();

        await Should.ThrowAsync<OperationCanceledException>(host.RunAsync(cancellationToken: new CancellationToken(true)));

        (host.Agents.Reads, host.Grants.Reads, host.Executions.Writes).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task RunAsync_StoreAwayAtTheEnd_KeepsTryingUntilItIsBack()
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        var failures = 0;
        host.Executions.BeforeWrite = (execution, _) => execution.State.IsTerminal() && ++failures <= 5
            ? throw new UnavailableException("The store is away.")
            : Task.CompletedTask;

        var run = host.RunAsync();
        await host.Time.PassUntilAsync(run, TimeSpan.FromSeconds(1));

        (await run).Text.ShouldBe("Done.");
        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Succeeded);
        host.Logs.GetSnapshot().Count(record => record.Id.Id == 1004).ShouldBe(5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_StoreStaysAwayAtTheEnd_RaisesAndLogsWithinTheBound(bool storeHangs)
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        host.Executions.BeforeWrite = (execution, _) => !execution.State.IsTerminal() ? Task.CompletedTask
            : storeHangs ? new TaskCompletionSource().Task
            : throw new InvalidOperationException("broken");
        var begun = host.Time.GetUtcNow();

        var run = host.RunAsync();
        await host.Time.PassUntilAsync(run, TimeSpan.FromSeconds(10));

        var error = await Should.ThrowAsync<UnavailableException>(run);
        var stored = await host.OnlyExecutionAsync();
        error.ExecutionId.ShouldBe(stored.Id);
        error.Message.ShouldContain("EndWriteTimeout");
        stored.State.ShouldBe(ExecutionState.Running);
        (host.Time.GetUtcNow() - begun).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(10));
        host.Logs.GetSnapshot().Count(record => record.Id.Id == 1005).ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_StoreAwayAtTheBegin_SpendsNothingAndEndsWhatMayHaveBeenStored()
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        host.Executions.AfterWrite = execution => execution.State == ExecutionState.Running
            ? throw new UnavailableException("The answer was lost.")
            : Task.CompletedTask;

        var error = await Should.ThrowAsync<UnavailableException>(host.RunAsync());

        host.Model.Calls.ShouldBe(0);
        var stored = await host.OnlyExecutionAsync();
        error.ExecutionId.ShouldBe(stored.Id);
        (stored.State, stored.ErrorCode).ShouldBe((ExecutionState.Failed, ErrorCodes.Unavailable));
    }

    [Fact]
    public async Task RunAsync_StoreRefusesTheBegin_RaisesItAtOnceWithoutAnExecution()
    {
        await using var host = new TestHost();
        host.Executions.BeforeWrite = (_, _) => throw new LimitExceededException(ErrorCodes.QueueFull, "The write queue is full.");

        var error = await Should.ThrowAsync<LimitExceededException>(host.RunAsync());

        error.ExecutionId.ShouldBeNull();
        host.Executions.Writes.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_EndWriteIsRepeatedAfterALostAnswer_StillSucceeds()
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        var lost = false;
        host.Executions.AfterWrite = execution =>
        {
            if (execution.State.IsTerminal() && !lost)
            {
                lost = true;
                throw new UnavailableException("The answer was lost.");
            }

            return Task.CompletedTask;
        };

        var run = host.RunAsync();
        await host.Time.PassUntilAsync(run, TimeSpan.FromSeconds(1));

        (await run).Text.ShouldBe("Done.");
        host.Executions.Writes.ShouldBe(3);
    }

    [Theory]
    [InlineData(ExecutionState.Cancelled, typeof(OperationCanceledException))]
    [InlineData(ExecutionState.Failed, typeof(ConflictException))]
    public async Task RunAsync_EndedElsewhereMeanwhile_DiscardsItsResult(ExecutionState state, Type expected)
    {
        await using var host = new TestHost();
        host.Model.Does(async _ =>
        {
            var running = await host.OnlyExecutionAsync();
            await host.Executions.WriteAsync(running.MoveTo(state, host.Time.GetUtcNow()), default);
            return ScriptedModel.Text("Too late.");
        });

        (await Record.ExceptionAsync(() => host.RunAsync())).ShouldBeOfType(expected);

        var stored = await host.OnlyExecutionAsync();
        (stored.State, stored.Output).ShouldBe((state, null));
    }
}
