namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IExecutionStore"/> promises of writes and reads by id.</summary>
public abstract class ExecutionStoreConformance : PortConformance<IExecutionStore>
{
    private const int Racers = 64;

    public static TheoryData<ExecutionState> TerminalStates { get; } =
        [ExecutionState.Succeeded, ExecutionState.Failed, ExecutionState.Cancelled, ExecutionState.TimedOut];

    [Fact]
    public async Task Find_NeverWritten_Null() => (await Port.FindAsync(Tenant, ExecutionId.New(Time), Token)).ShouldBeNull();

    [Fact]
    public async Task Write_New_AppliedAndComesBack()
    {
        var execution = Begin();
        (await WriteAsync(execution)).ShouldBe(ExecutionWriteOutcome.Applied);
        await ShouldBeStoredAsync(execution);
    }

    [Fact]
    public async Task Write_EveryMember_ComesBack()
    {
        var execution = Execution.Begin(ExecutionId.New(Time), new Caller(Tenant, Texts.Awkward.Replace("\r\n", "", StringComparison.Ordinal)), ExecutionKind.Workflow, "a.b_c-d", Texts.Awkward)
            .MoveTo(ExecutionState.Running, Time.GetUtcNow() + TimeSpan.FromMilliseconds(1)) with
        {
            Host = "host/1 é",
        };
        var done = execution.MoveTo(ExecutionState.Failed, Time.GetUtcNow() + TimeSpan.FromMilliseconds(1234)) with
        {
            Output = Texts.Awkward,
            ErrorCode = ErrorCodes.Provider,
            ErrorMessage = Texts.Awkward,
            Usage = new TokenUsage(123_456_789_012, 1),
            Cost = 0.000_000_001m,
        };
        await WriteAsync(execution);
        await ShouldBeStoredAsync(execution);
        await WriteAsync(done);
        await ShouldBeStoredAsync(done);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0L, null)]
    [InlineData(null, 0L)]
    [InlineData(0L, 0L)]
    [InlineData(long.MaxValue, 5L)]
    public async Task Write_Usage_UnknownStaysUnknownAndZeroZero(long? input, long? output)
    {
        var execution = Begin() with { Usage = new TokenUsage(input, output) };
        await WriteAsync(execution);
        await ShouldBeStoredAsync(execution);
    }

    [Fact]
    public async Task Write_CostAndOutput_NothingAndZeroAreNotTheSame()
    {
        foreach (var cost in new decimal?[] { null, 0, 0.1m, 12.345_678_901m, 1_000_000_000m })
        {
            foreach (var output in new[] { null, "", " " })
            {
                var execution = Begin() with { Cost = cost, Output = output };
                await WriteAsync(execution);
                await ShouldBeStoredAsync(execution);
            }
        }
    }

    [Fact]
    public async Task Write_LongTexts_ComeBack()
    {
        var execution = Begin(input: new string('\u4E16', ExecutionRules.MaxText)) with { Output = new string('o', ExecutionRules.MaxText) };
        await WriteAsync(execution);
        await ShouldBeStoredAsync(execution);
    }

    [Fact]
    public async Task Write_LaterOneWithAnotherBeginning_KeepsTheFirst()
    {
        var begun = Execution.Begin(ExecutionId.New(Time), new Caller(Tenant, "subject"), ExecutionKind.Agent, "writer", "The task.");
        await Port.WriteAsync(begun, Token);
        var running = begun.MoveTo(ExecutionState.Running, Time.GetUtcNow());
        (await Port.WriteAsync(running with { Subject = "other", Target = "other", Kind = ExecutionKind.Workflow, Input = "Another." }, Token))
            .ShouldBe(ExecutionWriteOutcome.Applied);
        (await Port.FindAsync(Tenant, begun.Id, Token)).ShouldBe(running);
    }

    [Fact]
    public async Task Write_SameVersionAgain_SupersededAndUnchanged()
    {
        var execution = Begin();
        await WriteAsync(execution);
        (await WriteAsync(execution)).ShouldBe(ExecutionWriteOutcome.Superseded);
        (await WriteAsync(execution with { Output = "other" })).ShouldBe(ExecutionWriteOutcome.Superseded);
        await ShouldBeStoredAsync(execution);
    }

    [Fact]
    public async Task Write_OlderVersion_SupersededAndUnchanged()
    {
        var pending = Begin();
        var running = pending.MoveTo(ExecutionState.Running, Time.GetUtcNow());
        await WriteAsync(running);
        (await WriteAsync(pending)).ShouldBe(ExecutionWriteOutcome.Superseded);
        await ShouldBeStoredAsync(running);
    }

    [Fact]
    public async Task Write_VersionsSkipped_Applied()
    {
        var execution = Begin();
        await WriteAsync(execution);
        var later = execution.MoveTo(ExecutionState.Running, Time.GetUtcNow()) with { Version = 1_000_000_007 };
        (await WriteAsync(later)).ShouldBe(ExecutionWriteOutcome.Applied);
        await ShouldBeStoredAsync(later);
    }

    [Theory]
    [MemberData(nameof(TerminalStates))]
    public async Task Write_OverATerminalState_NeverChangesIt(ExecutionState terminal)
    {
        var ended = Begin().MoveTo(ExecutionState.Running, Time.GetUtcNow()) with { State = terminal, EndedAt = Time.GetUtcNow() };
        await WriteAsync(ended);
        foreach (var state in Enum.GetValues<ExecutionState>())
        {
            foreach (var version in new[] { 1, ended.Version, ended.Version + 1, long.MaxValue })
            {
                (await WriteAsync(ended with { State = state, Version = version, Output = "other" })).ShouldBe(ExecutionWriteOutcome.Superseded);
            }
        }

        await ShouldBeStoredAsync(ended);
    }

    [Fact]
    public async Task Write_RacersWithEveryVersion_TheHighestStays()
    {
        for (var round = 0; round < 5; round++)
        {
            var execution = Begin();
            var outcomes = await Race.RunAsync(Racers, async racer => await WriteAsync(Racer(execution, racer)));
            outcomes[Racers - 1].ShouldBe(ExecutionWriteOutcome.Applied, "nothing is newer than the highest version");
            await ShouldBeStoredAsync(Racer(execution, Racers - 1));
        }

        static Execution Racer(Execution execution, int racer) =>
            execution with { Version = racer + 1, State = ExecutionState.Running, Output = $"racer-{racer}" };
    }

    [Fact]
    public async Task Write_RacersOfOneVersion_OneIsApplied()
    {
        var running = Begin().MoveTo(ExecutionState.Running, Time.GetUtcNow());
        await WriteAsync(running);
        ExecutionState[] ends = [ExecutionState.Succeeded, ExecutionState.Failed, ExecutionState.Cancelled, ExecutionState.TimedOut];
        var outcomes = await Race.RunAsync(Racers, async racer => await WriteAsync(End(racer)));
        outcomes.Count(outcome => outcome == ExecutionWriteOutcome.Applied).ShouldBe(1);
        await ShouldBeStoredAsync(End(outcomes.ToList().IndexOf(ExecutionWriteOutcome.Applied)));

        Execution End(int racer) => running.MoveTo(ends[racer % ends.Length], Time.GetUtcNow()) with { Output = $"racer-{racer}" };
    }

    [Fact]
    public async Task Write_LateRunningRacingTheEnd_TheEndStays()
    {
        for (var round = 0; round < 20; round++)
        {
            var running = Begin().MoveTo(ExecutionState.Running, Time.GetUtcNow());
            var ended = running.MoveTo(ExecutionState.Succeeded, Time.GetUtcNow());
            await Race.RunAsync(4, async racer => await WriteAsync(racer % 2 == 0 ? running : ended));
            await ShouldBeStoredAsync(ended);
        }
    }

    [Fact]
    public async Task AnyCall_OfOneTenant_LeavesTheOtherAlone()
    {
        var mine = Begin();
        await WriteAsync(mine);
        (await Port.FindAsync(OtherTenant, mine.Id, Token)).ShouldBeNull();
        (await WriteAsync(mine with { Tenant = OtherTenant, Version = 9, Output = "theirs" })).ShouldBe(ExecutionWriteOutcome.Applied);
        await ShouldBeStoredAsync(mine);
        (await Port.FindAsync(OtherTenant, mine.Id, Token))!.Output.ShouldBe("theirs");
    }

    [Fact]
    public async Task Write_BrokenRule_RefusedAndNothingStored()
    {
        var sound = Begin();
        (string What, Execution Execution)[] broken =
        [
            ("no tenant", sound with { Tenant = default }),
            ("no id", sound with { Id = default }),
            ("an unknown state", sound with { State = (ExecutionState)7 }),
            ("a state below all", sound with { State = (ExecutionState)(-1) }),
            ("an unknown kind", sound with { Kind = (ExecutionKind)2 }),
            ("version 0", sound with { Version = 0 }),
            ("a negative version", sound with { Version = -1 }),
            ("a bad target", sound with { Target = "a b" }),
            ("an empty task", sound with { Input = " " }),
            ("a task with NUL", sound with { Input = "a\0" }),
            ("an over-long task", sound with { Input = new string('i', ExecutionRules.MaxText + 1) }),
            ("an over-long answer", sound with { Output = new string('o', ExecutionRules.MaxText + 1) }),
            ("an answer with a lone surrogate", sound with { Output = "\uD800" }),
            ("an over-long error", sound with { ErrorMessage = new string('e', 4097) }),
            ("an over-long error code", sound with { ErrorCode = new string('e', 129) }),
            ("a host with NUL", sound with { Host = "\0" }),
            ("negative tokens", sound with { Usage = new TokenUsage(-1, 0) }),
            ("negative answer tokens", sound with { Usage = new TokenUsage(0, -1) }),
            ("a negative cost", sound with { Cost = -0.01m }),
            .. Texts.BadKeys.Select(subject => ($"subject {Texts.Show(subject)}", sound with { Subject = subject! })),
        ];
        foreach (var (what, execution) in broken)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await WriteAsync(execution), what);
        }

        (await Port.FindAsync(Tenant, sound.Id, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_NoTenant_Refused() =>
        await Should.ThrowAsync<InvalidInputException>(async () => await Port.FindAsync(default, ExecutionId.New(Time), Token));

    [Fact]
    public async Task AnyCall_Cancelled_ChangesNothing()
    {
        var execution = Begin();
        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.WriteAsync(execution, Cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.FindAsync(Tenant, execution.Id, Cancelled));
        (await Port.FindAsync(Tenant, execution.Id, Token)).ShouldBeNull();
    }

    private Execution Begin(string input = "a task") =>
        Execution.Begin(ExecutionId.New(Time), new Caller(Tenant, "someone"), ExecutionKind.Agent, "writer", input);

    private ValueTask<ExecutionWriteOutcome> WriteAsync(Execution execution) => Port.WriteAsync(execution, Token);

    private async Task ShouldBeStoredAsync(Execution execution) => (await Port.FindAsync(Tenant, execution.Id, Token)).ShouldBe(execution);
}
