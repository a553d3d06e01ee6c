namespace Paracle.Abstractions.Tests.Executions;

public sealed class ExecutionTransitionsTests
{
    private static readonly ExecutionState[] States = Enum.GetValues<ExecutionState>();

    // Rows: from. Columns: to, in the order Pending, Running, AwaitingApproval, Succeeded, Failed, Cancelled, TimedOut.
    private static readonly Dictionary<ExecutionState, string> Table = new()
    {
        [ExecutionState.Pending] = ".R..FCT",
        [ExecutionState.Running] = "..ASFCT",
        [ExecutionState.AwaitingApproval] = ".R..FCT",
        [ExecutionState.Succeeded] = ".......",
        [ExecutionState.Failed] = ".......",
        [ExecutionState.Cancelled] = ".......",
        [ExecutionState.TimedOut] = ".......",
    };

    [Fact]
    public void CanMove_EveryPair_AsTheTableSays()
    {
        foreach (var from in States)
        {
            foreach (var to in States)
            {
                ExecutionTransitions.CanMove(from, to).ShouldBe(Table[from][(int)to] != '.', $"{from} to {to}");
            }
        }
    }

    [Fact]
    public void CanMove_UnknownStates_Never()
    {
        foreach (var state in States)
        {
            ExecutionTransitions.CanMove(state, (ExecutionState)7).ShouldBeFalse();
            ExecutionTransitions.CanMove((ExecutionState)(-1), state).ShouldBeFalse();
        }
    }

    [Fact]
    public void IsTerminal_EveryState_ExactlyThoseNothingFollows() =>
        States.ShouldAllBe(state => state.IsTerminal() == !States.Any(to => ExecutionTransitions.CanMove(state, to)));

    [Fact]
    public void States_AsStored_KeepTheirNumbers() =>
        States.Select(state => $"{state}={(int)state}").ShouldBe(
            ["Pending=0", "Running=1", "AwaitingApproval=2", "Succeeded=3", "Failed=4", "Cancelled=5", "TimedOut=6"]);
}
