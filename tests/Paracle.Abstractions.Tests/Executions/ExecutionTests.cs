using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Paracle.Abstractions.Tests.Executions;

public sealed class ExecutionTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 18, 9, 30, 0, TimeSpan.Zero));

    [Fact]
    public void Begin_Execution_PendingInVersionOne()
    {
        var id = ExecutionId.New(_time);
        var execution = Begin(id);
        (execution.State, execution.Version, execution.CreatedAt).ShouldBe((ExecutionState.Pending, 1, id.CreatedAt));
        (execution.StartedAt, execution.EndedAt, execution.Usage, execution.Cost).ShouldBe((null, null, TokenUsage.None, null));
        ExecutionRules.Validate(execution);
    }

    [Fact]
    public void MoveTo_RunningThenSucceeded_SetsTimesAndCountsVersions()
    {
        var running = Begin().MoveTo(ExecutionState.Running, _time.GetUtcNow().AddTicks(12_345));
        (running.State, running.Version, running.StartedAt, running.EndedAt).ShouldBe((ExecutionState.Running, 2, _time.GetUtcNow().AddMilliseconds(1), null));
        var awaiting = running.MoveTo(ExecutionState.AwaitingApproval, _time.GetUtcNow().AddSeconds(1));
        var again = awaiting.MoveTo(ExecutionState.Running, _time.GetUtcNow().AddSeconds(2));
        again.StartedAt.ShouldBe(running.StartedAt, "it started when it first ran");
        var done = again.MoveTo(ExecutionState.Succeeded, _time.GetUtcNow().AddSeconds(3));
        (done.Version, done.StartedAt, done.EndedAt).ShouldBe((5, running.StartedAt, _time.GetUtcNow().AddSeconds(3)));
    }

    [Fact]
    public void MoveTo_EndedBeforeItRan_HasNoStart()
    {
        var cancelled = Begin().MoveTo(ExecutionState.Cancelled, _time.GetUtcNow());
        (cancelled.StartedAt, cancelled.EndedAt).ShouldBe((null, _time.GetUtcNow()));
    }

    [Fact]
    public void MoveTo_TimeOfAnotherZone_KeptAsUtc() =>
        Begin().MoveTo(ExecutionState.Running, _time.GetUtcNow().ToOffset(TimeSpan.FromHours(5))).StartedAt!.Value.Offset.ShouldBe(TimeSpan.Zero);

    [Fact]
    public void MoveTo_AnyWalk_OnlyAllowedStepsAndTerminalStatesStay() => Gen.Enum<ExecutionState>().Array[1, 12].Sample(walk =>
    {
        var execution = Begin();
        foreach (var state in walk)
        {
            if (ExecutionTransitions.CanMove(execution.State, state))
            {
                var next = execution.MoveTo(state, _time.GetUtcNow());
                next.Version.ShouldBe(execution.Version + 1);
                next.EndedAt.HasValue.ShouldBe(state.IsTerminal());
                execution = next;
            }
            else
            {
                var before = execution;
                Should.Throw<ConflictException>(() => before.MoveTo(state, _time.GetUtcNow())).ExecutionId.ShouldBe(execution.Id);
            }
        }
    });

    private Execution Begin(ExecutionId? id = null) =>
        Execution.Begin(id ?? ExecutionId.New(_time), Caller.Local, ExecutionKind.Agent, "writer", "a task");
}
