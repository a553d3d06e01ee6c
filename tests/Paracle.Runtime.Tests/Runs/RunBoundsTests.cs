using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Paracle.Runtime.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.Runtime.Tests.Runs;

public sealed class RunBoundsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    public async Task RunAsync_ModelNeverStopsAsking_MakesExactlyMaxStepsCallsAndFails(int maxSteps)
    {
        await using var host = new TestHost();
        var invoked = 0;
        host.WithTool(() => ++invoked, "again").ConfigureRuntime(options => options.MaxSteps = maxSteps);
        host.Model.Asks(ScriptedModel.Call("again"));

        var error = await Should.ThrowAsync<LimitExceededException>(host.RunAsync());

        error.Code.ShouldBe(ErrorCodes.StepLimit);
        host.Model.Calls.ShouldBe(maxSteps);
        invoked.ShouldBe(maxSteps - 1);
        var stored = await host.OnlyExecutionAsync();
        error.ExecutionId.ShouldBe(stored.Id);
        (stored.State, stored.ErrorCode).ShouldBe((ExecutionState.Failed, ErrorCodes.StepLimit));
        stored.Usage.InputTokens.ShouldBe(10 * maxSteps);
    }

    [Fact]
    public async Task RunAsync_AnswerInTheLastStep_Succeeds()
    {
        await using var host = new TestHost();
        host.WithTool(() => "ok", "look").ConfigureRuntime(options => options.MaxSteps = 2);
        host.Model.Asks(ScriptedModel.Call("look")).Says("Done.");

        (await host.RunAsync()).Steps.ShouldBe(2);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(3, 1, 3)]
    [InlineData(3, 2, 2)]
    [InlineData(4, 2, 4)]
    public async Task RunAsync_MoreToolCallsThanAllowed_CallsNoneOfTheAnswerThatOversteps(int maxToolCalls, int perAnswer, int expected)
    {
        await using var host = new TestHost();
        var invoked = 0;
        host.WithTool(() => ++invoked, "again").ConfigureRuntime(options => options.MaxToolCalls = maxToolCalls);
        host.Model.Asks([.. Enumerable.Range(0, perAnswer).Select(_ => ScriptedModel.Call("again"))]);

        var error = await Should.ThrowAsync<LimitExceededException>(host.RunAsync());

        error.Code.ShouldBe(ErrorCodes.ToolCallLimit);
        invoked.ShouldBe(expected);
        (await host.OnlyExecutionAsync()).ErrorCode.ShouldBe(ErrorCodes.ToolCallLimit);
    }

    [Fact]
    public async Task RunAsync_RequestTightensTheBounds_TheTighterHolds()
    {
        await using var host = new TestHost();
        host.WithTool(() => "ok", "again");
        host.Model.Asks(ScriptedModel.Call("again"));

        await Should.ThrowAsync<LimitExceededException>(host.RunAsync(limits: new RunLimits { MaxSteps = 3 }));
        host.Model.Calls.ShouldBe(3);

        await Should.ThrowAsync<LimitExceededException>(host.RunAsync(limits: new RunLimits { MaxSteps = 10_000, MaxToolCalls = 100_000 }));
        host.Model.Calls.ShouldBe(3 + 16);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_ModelTakesTooLong_EndsTimedOut(bool modelListens)
    {
        await using var host = new TestHost();
        if (modelListens)
        {
            host.Model.Hangs();
        }
        else
        {
            host.Model.Does(_ => new TaskCompletionSource<ChatResponse>().Task);
        }

        var run = host.RunAsync(limits: new RunLimits { MaxDuration = TimeSpan.FromSeconds(30) });
        await Waiting.UntilAsync(() => host.Model.Calls == 1);
        host.Time.Advance(TimeSpan.FromSeconds(29.9));
        run.IsCompleted.ShouldBeFalse();
        host.Time.Advance(TimeSpan.FromSeconds(0.1));

        var error = await Should.ThrowAsync<LimitExceededException>(run.WaitAsync(Waiting.Limit));
        error.Code.ShouldBe(ErrorCodes.TimeLimit);
        var stored = await host.OnlyExecutionAsync();
        error.ExecutionId.ShouldBe(stored.Id);
        (stored.State, stored.ErrorCode).ShouldBe((ExecutionState.TimedOut, ErrorCodes.TimeLimit));
        stored.Usage.ShouldBe(TokenUsage.Unknown);
    }

    [Fact]
    public async Task RunAsync_ModelCallMeetsItsDeadlineFirst_EndsTimedOut()
    {
        await using var host = new TestHost();
        host.Model.Fails(new LimitExceededException(ErrorCodes.TimeLimit, "The call was not answered by its deadline."));

        var error = await Should.ThrowAsync<LimitExceededException>(host.RunAsync());

        var stored = await host.OnlyExecutionAsync();
        (error.Code, error.ExecutionId).ShouldBe((ErrorCodes.TimeLimit, stored.Id));
        (stored.State, stored.ErrorCode).ShouldBe((ExecutionState.TimedOut, ErrorCodes.TimeLimit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_ToolTakesTooLong_EndsTimedOut(bool toolListens)
    {
        await using var host = new TestHost();
        var called = new TaskCompletionSource();
        host.WithTool(
            async (CancellationToken token) =>
            {
                called.SetResult();
                await Task.Delay(Timeout.Infinite, toolListens ? token : CancellationToken.None);
            },
            "wait");
        host.Model.Asks(ScriptedModel.Call("wait"));

        var run = host.RunAsync();
        await called.Task.WaitAsync(Waiting.Limit);
        host.Time.Advance(TimeSpan.FromMinutes(2));

        (await Should.ThrowAsync<LimitExceededException>(run.WaitAsync(Waiting.Limit))).Code.ShouldBe(ErrorCodes.TimeLimit);
        host.Model.Calls.ShouldBe(1);
        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.TimedOut);
    }

    [Fact]
    public async Task RunAsync_ToolBlocksItsThread_EndsTimedOut()
    {
        await using var host = new TestHost();
        var called = new TaskCompletionSource();
        using var release = new ManualResetEventSlim();
        host.WithTool(
            () =>
            {
                called.SetResult();
                release.Wait(Waiting.Limit);
            },
            "block");
        host.Model.Asks(ScriptedModel.Call("block"));

        var run = host.RunAsync();
        await called.Task.WaitAsync(Waiting.Limit);
        host.Time.Advance(TimeSpan.FromMinutes(2));

        (await Should.ThrowAsync<LimitExceededException>(run.WaitAsync(Waiting.Limit))).Code.ShouldBe(ErrorCodes.TimeLimit);
        release.IsSet.ShouldBeFalse();
        release.Set();
        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.TimedOut);
    }

    [Fact]
    public async Task RunAsync_PolicyHangsAtAToolCall_EndsTimedOut()
    {
        await using var host = new TestHost();
        var policy = new HangingPolicy();
        host.Services.AddSingleton<IGrantPolicy>(policy);
        host.WithTool(() => "ok", "look");
        host.Model.Asks(ScriptedModel.Call("look"));

        var run = host.RunAsync();
        await policy.Asked.Task.WaitAsync(Waiting.Limit);
        host.Time.Advance(TimeSpan.FromMinutes(2));

        (await Should.ThrowAsync<LimitExceededException>(run.WaitAsync(Waiting.Limit))).Code.ShouldBe(ErrorCodes.TimeLimit);
    }

    [Fact]
    public async Task RunAsync_LoadingTakesTooLong_IsATimeLimitWithoutAnExecution()
    {
        await using var host = new TestHost();
        host.Grants.BeforeRead = _ => new TaskCompletionSource().Task;

        var run = host.RunAsync();
        await Waiting.UntilAsync(() => host.Grants.Reads == 1);
        host.Time.Advance(TimeSpan.FromMinutes(2));

        var error = await Should.ThrowAsync<LimitExceededException>(run.WaitAsync(Waiting.Limit));
        (error.Code, error.ExecutionId).ShouldBe((ErrorCodes.TimeLimit, null));
        host.Executions.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_AtMaxConcurrentRuns_IsRefusedBeforeAnyLoad()
    {
        await using var host = new TestHost();
        host.ConfigureRuntime(options => options.MaxConcurrentRuns = 2);
        var gate = new TaskCompletionSource();
        host.Model.Does(async _ =>
        {
            await gate.Task;
            return ScriptedModel.Text("Done.");
        });
        var first = host.RunAsync();
        var second = host.RunAsync();
        await Waiting.UntilAsync(() => host.Model.Calls == 2);
        var reads = host.Agents.Reads;

        var error = await Should.ThrowAsync<LimitExceededException>(host.RunAsync());

        error.Code.ShouldBe(ErrorCodes.QueueFull);
        host.Agents.Reads.ShouldBe(reads);
        gate.SetResult();
        await Task.WhenAll(first, second);
        (await host.RunAsync()).Text.ShouldBe("Done.");
    }

    [Theory]
    [InlineData("MaxSteps", 0)]
    [InlineData("MaxSteps", -1)]
    [InlineData("MaxToolCalls", -1)]
    [InlineData("MaxConcurrentRuns", 0)]
    [InlineData("MaxToolResultLength", 0)]
    [InlineData("GrantCacheCapacity", 0)]
    public async Task RuntimeOptions_NumberOutOfRange_FailsAtStart(string setting, int value)
    {
        await using var host = new TestHost();
        host.ConfigureRuntime(options => typeof(RuntimeOptions).GetProperty(setting)!.SetValue(options, value));

        Should.Throw<OptionsValidationException>(() => host.Get<IStartupValidator>().Validate()).Message.ShouldContain(setting);
    }

    [Theory]
    [InlineData("MaxDuration", "00:00:00")]
    [InlineData("MaxDuration", "-00:00:01")]
    [InlineData("MaxDuration", "10675199.02:48:05.4775807")]
    [InlineData("AgentCacheLifetime", "00:00:00")]
    [InlineData("GrantCacheLifetime", "00:00:00")]
    [InlineData("GrantCacheLifetime", "00:00:05.001")]
    [InlineData("EndWriteTimeout", "00:00:00")]
    [InlineData("DrainTimeout", "-00:00:01")]
    public async Task RuntimeOptions_DurationOutOfRange_FailsAtStart(string setting, string value)
    {
        await using var host = new TestHost();
        host.ConfigureRuntime(options => typeof(RuntimeOptions).GetProperty(setting)!.SetValue(options, TimeSpan.Parse(value)));

        Should.Throw<OptionsValidationException>(() => host.Get<IStartupValidator>().Validate()).Message.ShouldContain(setting);
    }

    private sealed class HangingPolicy : IGrantPolicy
    {
        public TaskCompletionSource Asked { get; } = new();

        public ValueTask<bool> AllowsAsync(Caller caller, GrantAction action, GrantResource resource, CancellationToken cancellationToken)
        {
            if (action == GrantAction.Run)
            {
                return new ValueTask<bool>(true);
            }

            Asked.SetResult();
            return new ValueTask<bool>(new TaskCompletionSource<bool>().Task);
        }
    }
}
