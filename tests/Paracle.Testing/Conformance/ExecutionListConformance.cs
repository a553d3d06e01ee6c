namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IExecutionStore"/> promises of listings.</summary>
public abstract class ExecutionListConformance : PortConformance<IExecutionStore>
{
    [Fact]
    public async Task List_Nothing_EmptyPageWithoutNext() =>
        (await Port.ListAsync(Tenant, ExecutionFilter.All, PageRequest.First, Token)).ShouldSatisfyAllConditions(
            page => page.Items.ShouldBeEmpty(), page => page.NextCursor.ShouldBeNull());

    [Fact]
    public async Task List_Many_NewestFirstByTimeThenId()
    {
        // Ten ids in each of four milliseconds: within one only the id orders.
        var written = new List<Execution>();
        for (var i = 0; i < 40; i++)
        {
            written.Add(await WriteAsync());
            Time.Advance(TimeSpan.FromMilliseconds(i % 10 == 9 ? 1 : 0));
        }

        var expected = written.OrderByDescending(execution => execution.CreatedAt).ThenByDescending(execution => execution.Id.Value).ToList();
        foreach (var size in new[] { 1, 7, 40, 1000 })
        {
            (await ListAsync(ExecutionFilter.All, size)).ShouldBe(expected, $"page size {size}");
        }
    }

    [Fact]
    public async Task List_WhileOthersAreWritten_MissesAndDoublesNone()
    {
        var stable = new List<ExecutionId>();
        for (var i = 0; i < 40; i++)
        {
            stable.Add((await WriteAsync()).Id);
        }

        var listed = await Paging.ReadAllAsync(page => Port.ListAsync(Tenant, ExecutionFilter.All, page, Token), 7, async () =>
        {
            await WriteAsync();
            Time.Advance(TimeSpan.FromMilliseconds(1));
            await WriteAsync();
        });
        listed.Select(execution => execution.Id).ShouldBeUnique();
        stable.Except(listed.Select(execution => execution.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_ByTarget_OnlyThatTarget()
    {
        var names = new[] { "writer", "Writer", "writer2", "write", "w_iter", "w.iter" };
        foreach (var name in names)
        {
            await WriteAsync(target: name);
        }

        foreach (var name in names)
        {
            (await ListAsync(new ExecutionFilter { Target = name })).Single().Target.ShouldBe(name);
        }

        (await ListAsync(new ExecutionFilter { Target = "nobody" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_ByState_OnlyThatStateAsItIsNow()
    {
        foreach (var state in Enum.GetValues<ExecutionState>())
        {
            await WriteAsync(state: state);
        }

        foreach (var state in Enum.GetValues<ExecutionState>())
        {
            (await ListAsync(new ExecutionFilter { State = state })).Single().State.ShouldBe(state);
        }

        var running = (await ListAsync(new ExecutionFilter { State = ExecutionState.Running })).Single();
        await Port.WriteAsync(running.MoveTo(ExecutionState.Succeeded, Time.GetUtcNow()), Token);
        (await ListAsync(new ExecutionFilter { State = ExecutionState.Running })).ShouldBeEmpty();
        (await ListAsync(new ExecutionFilter { State = ExecutionState.Succeeded })).Count.ShouldBe(2);
    }

    [Fact]
    public async Task List_ByTime_FromIsIncludedAndToIsNot()
    {
        var written = new List<Execution>();
        for (var i = 0; i < 5; i++)
        {
            written.Add(await WriteAsync());
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var (from, to) = (written[1].CreatedAt, written[3].CreatedAt);
        (await ListAsync(new ExecutionFilter { From = from })).Count.ShouldBe(4);
        (await ListAsync(new ExecutionFilter { To = to })).Count.ShouldBe(3);
        (await ListAsync(new ExecutionFilter { From = from, To = to })).ShouldBe([written[2], written[1]]);
        (await ListAsync(new ExecutionFilter { From = from.ToOffset(TimeSpan.FromHours(5)), To = to.ToOffset(TimeSpan.FromHours(-7)) })).Count.ShouldBe(2);
        (await ListAsync(new ExecutionFilter { From = from + TimeSpan.FromTicks(1), To = to + TimeSpan.FromTicks(1) })).ShouldBe([written[3], written[2]]);
        (await ListAsync(new ExecutionFilter { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.UnixEpoch.AddYears(1) })).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_FilteredInPages_Complete()
    {
        var expected = new List<ExecutionId>();
        for (var i = 0; i < 60; i++)
        {
            var execution = await WriteAsync(target: i % 3 == 0 ? "writer" : "critic", state: i % 2 == 0 ? ExecutionState.Running : ExecutionState.Failed);
            Time.Advance(TimeSpan.FromMilliseconds(i % 4));
            if (execution is { Target: "writer", State: ExecutionState.Running })
            {
                expected.Add(execution.Id);
            }
        }

        var filter = new ExecutionFilter { Target = "writer", State = ExecutionState.Running, From = DateTimeOffset.UnixEpoch };
        foreach (var size in new[] { 1, 3, 10 })
        {
            (await ListAsync(filter, size)).Select(execution => execution.Id).ShouldBe(expected, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task List_OfAnotherTenant_Empty()
    {
        await WriteAsync();
        (await Port.ListAsync(OtherTenant, ExecutionFilter.All, PageRequest.First, Token)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_BadFilter_Refused()
    {
        var now = Time.GetUtcNow();
        (string What, ExecutionFilter Filter)[] broken =
        [
            ("a reversed range", new ExecutionFilter { From = now, To = now.AddSeconds(-1) }),
            ("an empty range", new ExecutionFilter { From = now, To = now }),
            ("a time before 1970", new ExecutionFilter { From = DateTimeOffset.UnixEpoch.AddTicks(-1) }),
            ("the first time", new ExecutionFilter { From = DateTimeOffset.MinValue }),
            ("the last time", new ExecutionFilter { To = DateTimeOffset.MaxValue }),
            ("an unknown state", new ExecutionFilter { State = (ExecutionState)7 }),
            .. Texts.BadNames.Skip(1).Select(name => ($"target {Texts.Show(name)}", new ExecutionFilter { Target = name })),
        ];
        foreach (var (what, filter) in broken)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.ListAsync(Tenant, filter, PageRequest.First, Token), what);
        }
    }

    [Fact]
    public async Task List_BadPageOrTenant_Refused()
    {
        await Paging.RefusesBadPagesAsync(page => Port.ListAsync(Tenant, ExecutionFilter.All, page, Token));
        await Should.ThrowAsync<InvalidInputException>(async () => await Port.ListAsync(default, ExecutionFilter.All, PageRequest.First, Token));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Port.ListAsync(Tenant, ExecutionFilter.All, PageRequest.First, Cancelled));
    }

    private async Task<Execution> WriteAsync(string target = "writer", ExecutionState state = ExecutionState.Pending)
    {
        var execution = Execution.Begin(ExecutionId.New(Time), new Caller(Tenant, "someone"), ExecutionKind.Agent, target, "a task") with { State = state };
        await Port.WriteAsync(execution, Token);
        return execution;
    }

    private Task<List<Execution>> ListAsync(ExecutionFilter filter, int size = 50) =>
        Paging.ReadAllAsync(page => Port.ListAsync(Tenant, filter, page, Token), size);
}
