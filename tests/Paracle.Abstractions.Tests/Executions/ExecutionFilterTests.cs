namespace Paracle.Abstractions.Tests.Executions;

public sealed class ExecutionFilterTests
{
    [Fact]
    public void Validate_Sound_Accepted()
    {
        ExecutionFilter.All.Validate();
        new ExecutionFilter { From = DateTimeOffset.UnixEpoch, To = new DateTimeOffset(9000, 12, 31, 0, 0, 0, TimeSpan.Zero), Target = "writer", State = ExecutionState.Failed }.Validate();
    }

    [Fact]
    public void Validate_ReversedRange_SaysBothEnds()
    {
        var from = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);
        var error = Should.Throw<InvalidInputException>(new ExecutionFilter { From = from, To = from.AddDays(-1) }.Validate);
        error.Input.ShouldBe("from");
        error.Message.ShouldContain("2026-01-02");
        error.Message.ShouldContain("2026-01-01");
    }
}
